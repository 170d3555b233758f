-- RE-1: API tokens. A token is a connection of its maker (its id is the connection's), so that whatever ends access ends it (SX-2), and an
-- artifact, so that the one check of every request finds it. Here stands what it opens. SX-3: of the token itself there is a hash, in
-- signin.artifact, and its last four characters.
create table signin.token (
  tenant_id uuid not null,
  token_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  name text not null,
  -- Menu by menu, `view` or `manage`: what is left of it is what the maker's role allows as well.
  permissions jsonb not null,
  ending text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  last_ip inet,
  primary key (tenant_id, token_id),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index token_by_member on signin.token (tenant_id, member_id, token_id desc);
create index token_by_company on signin.token (tenant_id, company_id, token_id desc);
call muster.protect('signin.token', 'select, insert, update, delete');

-- As in 0012, with the token that is presented; and the command is an administrator's tool as the console is: it hears the member's roles, and is
-- open whatever the service permission says of the web.
drop function signin.check_access;
create function signin.check_access(token bytea, at timestamptz) returns table (
  tenant_id uuid, member_id uuid, name text, company_id uuid, connection_id uuid, surface text, client_id text, kind text, device_id uuid, expires_at timestamptz, roles jsonb, through jsonb
) language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.tenant_id, m.member_id, m.name, m.company_id, c.connection_id, c.surface, c.client_id, a.kind, c.device_id, a.expires_at,
    case when a.kind in ('ConsoleSession', 'ApiToken') or c.client_id = 'muster-command' then company.administrations(m.tenant_id, m.member_id) end,
    case when a.kind = 'ApiToken' then (
      select jsonb_build_object('id', t.token_id, 'name', t.name, 'companyId', t.company_id, 'permissions', t.permissions)
      from signin.token t where t.tenant_id = c.tenant_id and t.token_id = c.connection_id
    ) end
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
  join sessions.connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where l.hash = token and a.kind in ('AccessToken', 'ConsoleSession', 'ApiToken') and a.expires_at > at
    and c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
    and (c.client_id in ('console', 'muster-command', 'api-token')
      or c.surface = any (members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id)))
$$;
revoke all on function signin.check_access from public;
grant execute on function signin.check_access to muster_app;

create or replace function signin.live_connections(tenants uuid[], connections uuid[], at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select c.connection_id
  from unnest(tenants, connections) as asked (tenant_id, connection_id)
  join sessions.connection c on c.tenant_id = asked.tenant_id and c.connection_id = asked.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
    and (c.client_id in ('console', 'muster-command', 'api-token')
      or c.surface = any (members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id)))
$$;
