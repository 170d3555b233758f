-- The directory: profiles, levels, positions, user types, service permissions, private teams, alias addresses, photos.

-- Levels are the company's ranks; `rank` orders them, the highest first (0). An executive level stands before all others.
create table members.level (
  tenant_id uuid not null,
  level_id uuid not null,
  company_id uuid not null,
  name text not null,
  rank integer not null,
  executive boolean not null default false,
  primary key (tenant_id, level_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('members.level', 'select, insert, update, delete');

-- Positions belong to an affiliation (team lead, deputy …).
create table members.position (
  tenant_id uuid not null,
  position_id uuid not null,
  company_id uuid not null,
  name text not null,
  rank integer not null,
  primary key (tenant_id, position_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('members.position', 'select, insert, update, delete');

-- A template that allows surfaces; what it does not name is forbidden. One of a company is its default.
create table members.service_permission (
  tenant_id uuid not null,
  permission_id uuid not null,
  company_id uuid not null,
  name text not null,
  surfaces text[] not null check (surfaces <@ array['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web']),
  is_default boolean not null default false,
  primary key (tenant_id, permission_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company
);
create unique index one_default_permission on members.service_permission (tenant_id, company_id) where is_default;
call muster.protect('members.service_permission', 'select, insert, update, delete');

create table members.user_type (
  tenant_id uuid not null,
  user_type_id uuid not null,
  company_id uuid not null,
  name text not null,
  rank integer not null,
  permission_id uuid,
  primary key (tenant_id, user_type_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, permission_id) references members.service_permission
);
create index user_type_by_permission on members.user_type (tenant_id, permission_id) where permission_id is not null;
call muster.protect('members.user_type', 'select, insert, update, delete');

-- Fields of a profile that a company defines itself; the values stand in `member.custom`, by field.
create table members.custom_field (
  tenant_id uuid not null,
  field_id uuid not null,
  company_id uuid not null,
  name text not null,
  rank integer not null,
  primary key (tenant_id, field_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('members.custom_field', 'select, insert, update, delete');

alter table members.member
  add column revision integer not null default 1,
  add column phonetic text,
  -- Forms of the name by language: {"ko": {"name": …, "phonetic": …}}.
  add column names jsonb not null default '{}',
  add column nickname text,
  add column employee_number text,
  -- [{"kind": "mobile" | "work" | "home", "number": …}]
  add column phones jsonb not null default '[]',
  add column workplace text,
  add column duty text,
  add column birthday date,
  add column hired_on date,
  add column zone text,
  add column custom jsonb not null default '{}',
  add column level_id uuid,
  add column user_type_id uuid,
  add column permission_id uuid,
  -- MB-6: whether other members find this one by search, through the primary and through the concurrent affiliations.
  add column search_primary boolean not null default true,
  add column search_concurrent boolean not null default true,
  add foreign key (tenant_id, level_id) references members.level,
  add foreign key (tenant_id, user_type_id) references members.user_type,
  add foreign key (tenant_id, permission_id) references members.service_permission;

-- Alias addresses share the company's names with the IDs: neither may be the other's.
create table members.alias (
  tenant_id uuid not null,
  company_id uuid not null,
  alias text not null check (alias = lower(alias)),
  member_id uuid not null,
  primary key (tenant_id, company_id, alias),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index alias_by_member on members.alias (tenant_id, member_id);
call muster.protect('members.alias', 'select, insert, update, delete');

create table members.photo (
  tenant_id uuid not null,
  member_id uuid not null,
  type text not null check (type in ('image/png', 'image/jpeg', 'image/webp')),
  bytes bytea not null check (length(bytes) <= 1048576),
  changed_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('members.photo', 'select, insert, update, delete');

alter table members.team
  add column private boolean not null default false,
  add column description text,
  add column revision integer not null default 1;

alter table members.affiliation
  drop column position_name,
  add column position_id uuid,
  add foreign key (tenant_id, position_id) references members.position;
create index affiliation_by_position on members.affiliation (tenant_id, position_id) where position_id is not null;

-- Whether a member's service permission allows a surface: the member's own, else the user type's, else the company's default; where
-- none is set everything is allowed. Called where the tenant is known and checked.
create function members.permitted_surfaces(tenant uuid, company uuid, own uuid, user_type uuid) returns text[]
language sql stable security definer set search_path = pg_catalog as $$
  select coalesce(
    (select p.surfaces from members.service_permission p where p.tenant_id = tenant and p.permission_id = coalesce(
      own,
      (select t.permission_id from members.user_type t where t.tenant_id = tenant and t.user_type_id = user_type),
      (select d.permission_id from members.service_permission d where d.tenant_id = tenant and d.company_id = company and d.is_default))),
    array['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web'])
$$;
revoke all on function members.permitted_surfaces from public;
grant execute on function members.permitted_surfaces to muster_app;
