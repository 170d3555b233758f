-- MB-8: whether a company's members prove who they are a second time.
alter table signin.policy add column two_step text not null default 'off' check (two_step in ('off', 'optional', 'required'));

-- Of a member: whether an administrator has switched it on where it is optional, and when it was last reset.
create table signin.two_step (
  tenant_id uuid not null,
  member_id uuid not null,
  switched_on boolean not null default false,
  reset_at timestamptz,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.two_step', 'select, insert, update, delete');

-- An authenticator app; its seed sealed with a key derived from MUSTER_SECRET. Not confirmed: being set up, and good for nothing yet.
create table signin.factor (
  tenant_id uuid not null,
  factor_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('totp')),
  sealed bytea not null,
  -- The last time step whose code was taken: no code of it or before works again (pitfall 24).
  last_step bigint not null default 0,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (tenant_id, factor_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index factor_by_member on signin.factor (tenant_id, member_id);
call muster.protect('signin.factor', 'select, insert, update, delete');

-- Codes for when the app is not at hand: each works once.
create table signin.recovery_code (
  tenant_id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  primary key (tenant_id, member_id, hash),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.recovery_code', 'select, insert, delete');

-- The newest code sent by mail; a newer one takes its place.
create table signin.mail_code (
  tenant_id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  attempts integer not null,
  expires_at timestamptz not null,
  sent_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.mail_code', 'select, insert, update, delete');
