-- MB-5, MB-8: by what else than a password members of a company may sign in, and how long a browser is remembered.
alter table signin.policy
  add column remember_days smallint check (remember_days in (7, 30, 90)),
  add column passkey_alone boolean not null default false,
  add column easy_line boolean not null default false,
  add column easy_phone boolean not null default false;

-- MB-8: browsers in which a member has asked not to be asked for the second step again; only the hash of the cookie.
create table signin.remembered_browser (
  tenant_id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ip inet,
  user_agent text,
  primary key (tenant_id, member_id, hash),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.remembered_browser', 'select, insert, delete');
