-- Credentials, and what the OpenID provider keeps. Tokens, codes and cookies stand here as hashes only (SX-3).
create schema signin;
grant usage on schema signin to muster_app;

create table signin.password (
  tenant_id uuid not null,
  member_id uuid not null,
  hash text not null,
  changed_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.password', 'select, insert, update, delete');

-- SX-4: attempts per account and per address, counted before the password is looked at. Under the door's tenant, since an
-- attempt's tenant need not exist. `key` is a hash: a list of tried IDs is nobody's business.
create table signin.attempt (
  tenant_id uuid not null,
  key bytea not null,
  attempts integer not null,
  resets_at timestamptz not null,
  primary key (tenant_id, key)
);
call muster.protect('signin.attempt', 'select, insert, update, delete');

-- Provider artifacts: sessions, interactions, codes, grants, tokens. `hash` is of the bearer value; the payload holds no bearer value.
create table signin.artifact (
  tenant_id uuid not null,
  hash bytea not null,
  kind text not null,
  uid text,
  grant_id text,
  connection_id uuid,
  payload jsonb not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  primary key (tenant_id, hash)
);
create index artifact_by_uid on signin.artifact (tenant_id, uid) where uid is not null;
create index artifact_by_grant on signin.artifact (tenant_id, grant_id) where grant_id is not null;
create index artifact_expired on signin.artifact (tenant_id, expires_at);
call muster.protect('signin.artifact', 'select, insert, update, delete');

-- Exception to tenant first: at the door only a token is known. Hash of a token, code, cookie or uid -> its tenant.
create table signin.locator (
  hash bytea not null primary key,
  tenant_id uuid not null,
  expires_at timestamptz not null
);
create index locator_expired on signin.locator (expires_at);

create function signin.locate(wanted bytea) returns uuid
language sql stable security definer set search_path = pg_catalog
as $$ select l.tenant_id from signin.locator l where l.hash = wanted $$;

-- Only for the transaction's own tenant; a hash never changes hands.
create function signin.put_locator(wanted bytea, until timestamptz) returns void
language sql security definer set search_path = pg_catalog as $$
  insert into signin.locator as l (hash, tenant_id, expires_at) values (wanted, muster.tenant(), until)
  on conflict (hash) do update set expires_at = excluded.expires_at where l.tenant_id = excluded.tenant_id
$$;

create function signin.drop_locators(at timestamptz) returns bigint
language sql security definer set search_path = pg_catalog as $$
  with gone as (delete from signin.locator where expires_at < at returning 1) select count(*) from gone
$$;

-- SX-2: the one question every request asks. Token -> connection not ended -> member's state -> app not blocked -> tenant.
-- The joins are made in the order written, one row each by key: planned freely, on tables that were not analyzed yet (a new
-- installation's first minute), a check was seen to take 256 ms instead of 0.3.
-- No row: no access, whatever the reason. The console's sessions also hear the member's administrator roles, by company.
create function signin.check_access(token bytea, at timestamptz) returns table (
  tenant_id uuid, member_id uuid, name text, company_id uuid, connection_id uuid, surface text, client_id text, kind text, device_id uuid, expires_at timestamptz, roles jsonb
) language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.tenant_id, m.member_id, m.name, m.company_id, c.connection_id, c.surface, c.client_id, a.kind, c.device_id, a.expires_at,
    case when a.kind = 'ConsoleSession' then (
      select jsonb_object_agg(d.company_id, d.role) from company.administrator d where d.tenant_id = m.tenant_id and d.member_id = m.member_id
    ) end
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
  join sessions.connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where l.hash = token and a.kind in ('AccessToken', 'ConsoleSession') and a.expires_at > at
    and c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
$$;

-- The same for open streams, many at once: which of these connections still have access?
create function signin.live_connections(tenants uuid[], connections uuid[], at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select c.connection_id
  from unnest(tenants, connections) as asked (tenant_id, connection_id)
  join sessions.connection c on c.tenant_id = asked.tenant_id and c.connection_id = asked.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
$$;

-- The provider's signing keys, encrypted with a key derived from MUSTER_SECRET. Under the door's tenant: one set serves all.
create table signin.signing_key (
  tenant_id uuid not null,
  kid text not null,
  sealed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, kid)
);
call muster.protect('signin.signing_key', 'select, insert, delete');

revoke all on function signin.locate, signin.put_locator, signin.drop_locators, signin.check_access, signin.live_connections from public;
grant execute on function signin.locate, signin.put_locator, signin.drop_locators, signin.check_access, signin.live_connections to muster_app;
