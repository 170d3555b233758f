-- MB-8: by what an authenticator knows a member: opaque, and the same for all of the member's passkeys. Its hash is in signin.locator, since
-- whoever signs in with a passkey alone says nothing else.
create table signin.passkey_user (
  tenant_id uuid not null,
  member_id uuid not null,
  handle bytea not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, handle),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.passkey_user', 'select, insert');

-- The door forgets whom it belongs to together with the member.
create function signin.forget_passkey_user() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from signin.locator l
  where l.hash = sha256(convert_to('PasskeyUser:' || translate(encode(old.handle, 'base64'), E'+/=\n', '-_'), 'UTF8')) and l.tenant_id = old.tenant_id;
  return null;
end $$;
revoke all on function signin.forget_passkey_user from public;
create trigger forget_passkey_user after delete on signin.passkey_user for each row execute function signin.forget_passkey_user();

-- A passkey: only its public half is here. `counter`: the last one that its authenticator told; one that does not rise is a copy's.
create table signin.passkey (
  tenant_id uuid not null,
  passkey_id uuid not null,
  member_id uuid not null,
  credential_id bytea not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  device_type text not null check (device_type in ('single', 'multi')),
  backed_up boolean not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (tenant_id, passkey_id),
  unique (tenant_id, credential_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index passkey_by_member on signin.passkey (tenant_id, member_id);
call muster.protect('signin.passkey', 'select, insert, update, delete');

-- What an authenticator is asked to sign: once, and for minutes. The hash is of what it was asked for and in which sign-in or session as well:
-- an answer counts for nothing else. Deleted by the statement that finds it.
create table signin.challenge (
  tenant_id uuid not null,
  hash bytea not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash)
);
create index challenge_expired on signin.challenge (tenant_id, expires_at);
call muster.protect('signin.challenge', 'select, delete');

-- Challenges are nobody's tenant's, as attempts are: at the door nobody is known yet.
create function signin.put_challenge(wanted bytea, until timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  insert into signin.challenge (tenant_id, hash, expires_at) values ('00000000-0000-0000-0000-000000000000', wanted, until)
$$;

-- Of many at once that present it, one gets true.
create function signin.take_challenge(presented bytea, at timestamptz) returns boolean
language sql security definer set search_path = pg_catalog as $$
  with taken as (
    delete from signin.challenge c where c.tenant_id = '00000000-0000-0000-0000-000000000000' and c.hash = presented and c.expires_at > at returning 1
  )
  select exists (select from taken)
$$;
revoke all on function signin.put_challenge, signin.take_challenge from public;
grant execute on function signin.put_challenge, signin.take_challenge to muster_app;

-- MB-8: who has set up a second step, for lists of members.
create or replace view signin.second_step with (security_invoker = true) as
  select f.tenant_id, f.member_id from signin.factor f where f.confirmed_at is not null
  union all
  select p.tenant_id, p.member_id from signin.passkey p;
