-- MB-5, MB-8: a member's own number, proved by a code. Where they sign in by it, its locator leads from the number to the tenant.
create table signin.phone (
  tenant_id uuid not null,
  member_id uuid not null,
  number text not null check (number ~ '^\+[1-9][0-9]{6,14}$'),
  verified_at timestamptz not null,
  -- Since when it signs in; null: it does not.
  linked_at timestamptz,
  locator bytea,
  primary key (tenant_id, member_id),
  check ((linked_at is null) = (locator is null)),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create unique index phone_signs_in on signin.phone (tenant_id, number) where linked_at is not null;
call muster.protect('signin.phone', 'select, insert, update, delete');

-- MB-5: a member's LINE account.
create table signin.line_account (
  tenant_id uuid not null,
  member_id uuid not null,
  subject text not null,
  name text,
  linked_at timestamptz not null,
  locator bytea not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, subject),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.line_account', 'select, insert, update, delete');

-- The newest code sent by SMS, for each thing that one is sent for; a newer one takes its place.
create table signin.text_code (
  tenant_id uuid not null,
  member_id uuid not null,
  purpose text not null check (purpose in ('link', 'second', 'door')),
  number text not null,
  hash bytea not null,
  attempts integer not null,
  expires_at timestamptz not null,
  sent_at timestamptz not null,
  primary key (tenant_id, member_id, purpose),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.text_code', 'select, insert, update, delete');

-- MB-8: the second step by SMS: codes go to the confirmed number, so nothing is sealed.
alter table signin.factor drop constraint factor_kind_check, add constraint factor_kind_check check (kind in ('totp', 'sms'));

-- A locator goes with what it leads to, also when a member is purged: else the number could never sign in anybody again.
create function signin.forget_locator() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if tg_op = 'DELETE' or new.locator is distinct from old.locator then
    delete from signin.locator l where l.hash = old.locator and l.tenant_id = old.tenant_id;
  end if;
  return null;
end $$;
revoke all on function signin.forget_locator from public;
create trigger phone_locator after update or delete on signin.phone for each row execute function signin.forget_locator();
create trigger line_locator after update or delete on signin.line_account for each row execute function signin.forget_locator();
