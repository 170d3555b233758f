-- Invitations, passwords that must be changed, and the request check with roles and service permissions.

-- MB-4, MB-18: true: the member chooses a new password before signing in goes on.
alter table signin.password add column must_change boolean not null default false;

-- MB-17: the newest link of a member with which the account is created; an older one died with it. Only its hash is kept.
create table signin.invitation (
  tenant_id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  address text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, hash),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.invitation', 'select, insert, update, delete');

-- As in 0008, with the member's service permission (the web included), and all that the member's roles allow.
create or replace function signin.check_access(token bytea, at timestamptz) returns table (
  tenant_id uuid, member_id uuid, name text, company_id uuid, connection_id uuid, surface text, client_id text, kind text, device_id uuid, expires_at timestamptz, roles jsonb
) language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.tenant_id, m.member_id, m.name, m.company_id, c.connection_id, c.surface, c.client_id, a.kind, c.device_id, a.expires_at,
    case when a.kind = 'ConsoleSession' then company.administrations(m.tenant_id, m.member_id) end
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
  join sessions.connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where l.hash = token and a.kind in ('AccessToken', 'ConsoleSession') and a.expires_at > at
    and c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
    and (c.client_id = 'console' or c.surface = any (members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id)))
$$;

create or replace function signin.live_connections(tenants uuid[], connections uuid[], at timestamptz) returns setof uuid
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select c.connection_id
  from unnest(tenants, connections) as asked (tenant_id, connection_id)
  join sessions.connection c on c.tenant_id = asked.tenant_id and c.connection_id = asked.connection_id
  join members.member m on m.tenant_id = c.tenant_id and m.member_id = c.member_id
  where c.ended_at is null
    and m.suspended_at is null and m.deleted_at is null and (m.activates_at is null or m.activates_at <= at)
    and (c.surface = 'web' or m.app_blocked_at is null)
    and (c.client_id = 'console' or c.surface = any (members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id)))
$$;
