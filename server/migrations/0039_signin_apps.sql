-- SX-1: apps that a company registers as OpenID clients. The secret stands here as a hash only (SX-3).
create table signin.app (
  tenant_id uuid not null,
  app_id uuid not null,
  company_id uuid not null,
  kind text not null check (kind in ('web', 'device', 'service')),
  name text not null,
  redirect_uris text[] not null default '{}',
  post_logout_uris text[] not null default '{}',
  -- Where it is told that a member was signed out.
  logout_uri text,
  -- What it may ask a member for, beside who they are.
  scopes text[] not null default '{}',
  secret_hash bytea,
  secret_set_at timestamptz,
  revision integer not null,
  created_at timestamptz not null,
  primary key (tenant_id, app_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company,
  check ((secret_hash is null) = (kind = 'device') and (secret_set_at is null) = (kind = 'device'))
);
call muster.protect('signin.app', 'select, insert, update, delete');

-- What a member has allowed an app to have, until they take it back.
create table signin.consent (
  tenant_id uuid not null,
  member_id uuid not null,
  app_id uuid not null,
  scopes text[] not null,
  allowed_at timestamptz not null,
  primary key (tenant_id, member_id, app_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade,
  foreign key (tenant_id, app_id) references signin.app on delete cascade
);
create index consent_of_app on signin.consent (tenant_id, app_id);
call muster.protect('signin.consent', 'select, insert, update, delete');

-- Registered apps are of the web as far as surfaces go; the suite's own are ended by member or browser.
create index connection_of_app on sessions.connection (tenant_id, client_id) where ended_at is null and surface = 'web';

-- Door: an app by its client ID and the hash of that, with the company whose members it signs in.
create function signin.find_app(presented bytea, id uuid) returns table (
  tenant_id uuid, company_id uuid, company_name text, app_id uuid, kind text, name text, redirect_uris text[], post_logout_uris text[],
  logout_uri text, scopes text[], secret_hash bytea
) language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.tenant_id, a.company_id, c.name, a.app_id, a.kind, a.name, a.redirect_uris, a.post_logout_uris, a.logout_uri, a.scopes, a.secret_hash
  from signin.locator l
  join signin.app a on a.tenant_id = l.tenant_id and a.app_id = id
  join company.company c on c.tenant_id = a.tenant_id and c.company_id = a.company_id
  where l.hash = presented
$$;

-- SX-2: what check_access is for members' tokens, for those of a service: token -> not expired -> the app is still registered. Those that
-- were given for an earlier secret are gone.
create function signin.check_service(token bytea, at timestamptz) returns table (tenant_id uuid, app_id uuid)
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.tenant_id, p.app_id
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
  join signin.app p on p.tenant_id = a.tenant_id and p.app_id::text = a.grant_id
  where l.hash = token and a.kind = 'ClientCredentials' and a.expires_at > at and p.kind = 'service'
$$;

revoke all on function signin.find_app, signin.check_service from public;
grant execute on function signin.find_app, signin.check_service to muster_app;
