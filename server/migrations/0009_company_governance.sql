-- Company settings, custom roles, limits of a role, and the delegation of the Super Admin (P-2, P-3).

-- Policy switches and the languages the company offers its members.
alter table company.company
  add column languages text[] not null default '{en,ko,ja}' check (cardinality(languages) > 0 and languages <@ array['en', 'ko', 'ja']),
  -- MB-19: whether a registration may send a link with which the member creates the account.
  add column allow_creation_link boolean not null default true,
  -- MB-6: what the search switches of a new member begin with.
  add column new_members_searchable boolean not null default true,
  add column revision integer not null default 1;

-- P-2: a custom role is made of menu permissions, `{"members": "view"}`; without names it sees totals only.
create table company.role (
  tenant_id uuid not null,
  company_id uuid not null,
  role_id uuid not null,
  name text not null,
  permissions jsonb not null,
  sees_names boolean not null,
  created_at timestamptz not null,
  primary key (tenant_id, company_id, role_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('company.role', 'select, insert, update, delete');

-- `team_id` limits the role to a team's subtree; no foreign key, since teams stand above companies in the order of modules
-- (a team that a role is limited to is not deleted).
alter table company.administrator
  drop constraint administrator_role_check,
  add check (role in ('super_admin', 'sub_admin', 'operations_admin', 'custom')),
  add column role_id uuid,
  add column team_id uuid,
  add check ((role = 'custom') = (role_id is not null)),
  add check (team_id is null or role not in ('super_admin', 'sub_admin')),
  add foreign key (tenant_id, company_id, role_id) references company.role;
create index administrator_by_role on company.administrator (tenant_id, company_id, role_id) where role_id is not null;
create index administrator_by_team on company.administrator (tenant_id, team_id) where team_id is not null;

-- P-2: the Super Admin offers the role to another member; it changes hands when that member accepts. One offer a company.
create table company.delegation (
  tenant_id uuid not null,
  company_id uuid not null,
  from_member_id uuid not null,
  to_member_id uuid not null,
  offered_at timestamptz not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
create index delegation_by_receiver on company.delegation (tenant_id, to_member_id);
call muster.protect('company.delegation', 'select, insert, update, delete');

-- What a member may do, by company: asked at every request of the console.
create function company.administrations(tenant uuid, member uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog as $$
  select jsonb_object_agg(a.company_id, jsonb_build_object('role', a.role, 'permissions', r.permissions, 'names', coalesce(r.sees_names, true), 'team', a.team_id))
  from company.administrator a
  left join company.role r on r.tenant_id = a.tenant_id and r.company_id = a.company_id and r.role_id = a.role_id
  where a.tenant_id = tenant and a.member_id = member
$$;
revoke all on function company.administrations from public;
