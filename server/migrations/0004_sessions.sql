-- The registry of who is signed in where. Nothing works with a token unless its connection stands here, not ended.
create schema sessions;
grant usage on schema sessions to muster_app;

-- A browser's single-sign-on session. `sso_id` is the OpenID provider's session uid (not a bearer secret).
create table sessions.sso (
  tenant_id uuid not null,
  sso_id text not null,
  member_id uuid not null,
  created_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant_id, sso_id)
);
create index sso_live on sessions.sso (tenant_id, member_id) where ended_at is null;
call muster.protect('sessions.sso', 'select, insert, update, delete');

-- MB-11: a connection is one signed-in session of a member with its surface, environment and place.
create table sessions.connection (
  tenant_id uuid not null,
  connection_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  surface text not null check (surface in ('mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web')),
  client_id text not null,
  sso_id text,
  method text not null check (method in ('password', 'setup')),
  device_id uuid,
  ip inet,
  user_agent text,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_reason text,
  primary key (tenant_id, connection_id)
);
create index connection_by_member on sessions.connection (tenant_id, member_id, created_at desc);
create index connection_live on sessions.connection (tenant_id, member_id) where ended_at is null;
create index connection_by_sso on sessions.connection (tenant_id, sso_id, client_id, created_at desc);
call muster.protect('sessions.connection', 'select, insert, update, delete');

-- Numbers the notices of ended access, so that a listener sees whether it missed one.
create sequence sessions.ending;
grant usage on sequence sessions.ending to muster_app;
