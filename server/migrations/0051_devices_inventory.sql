-- Devices as the device page lists them: models by a dictionary, versions with a text beside them that sorts as they do.

-- What a text search goes through: some thousand models, whatever the number of devices.
create sequence devices.model_id as integer;
grant usage on sequence devices.model_id to muster_app;
create table devices.model (
  tenant_id uuid not null,
  model_id integer not null default nextval('devices.model_id'),
  name text not null,
  folded text not null,
  primary key (tenant_id, model_id),
  unique (tenant_id, name)
);
call muster.protect('devices.model', 'select, insert, update');

alter table devices.device add column model_id integer, add column os_key text collate "C" not null default '';
insert into devices.model (tenant_id, name, folded) select distinct d.tenant_id, d.model, members.folded(d.model) from devices.device d;
update devices.device d set model_id = m.model_id from devices.model m where m.tenant_id = d.tenant_id and m.name = d.model;
alter table devices.device
  alter column model_id set not null,
  alter column os_key drop default,
  drop column model,
  add foreign key (tenant_id, model_id) references devices.model;
create index device_by_model on devices.device (tenant_id, model_id);

-- A device row: device × member × app. What the list is filtered by stands in the row, so that an index holds all of it.
create table devices.device_row (
  tenant_id uuid not null,
  device_id uuid not null,
  member_id uuid not null,
  app text not null check (app in ('mobile', 'pc', 'drive_mobile', 'drive_explorer')),
  row_id uuid not null,
  company_id uuid not null,
  -- DS-1: the tab on which it stands.
  tab smallint not null generated always as (case app when 'mobile' then 1 when 'drive_mobile' then 3 else 2 end) stored,
  model_id integer not null,
  os text not null check (os in ('ios', 'android', 'windows', 'macos', 'linux')),
  os_version text not null,
  os_key text collate "C" not null,
  app_version text not null,
  app_key text collate "C" not null,
  first_access timestamptz not null,
  last_access timestamptz not null,
  primary key (tenant_id, device_id, member_id, app),
  unique (tenant_id, row_id),
  foreign key (tenant_id, device_id) references devices.device,
  foreign key (tenant_id, member_id, company_id) references members.member (tenant_id, member_id, company_id) on update cascade on delete cascade
);
call muster.protect('devices.device_row', 'select, insert, update, delete');
insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key,
    first_access, last_access)
  select a.tenant_id, a.device_id, a.member_id, a.surface, gen_random_uuid(), m.company_id, d.model_id, d.os, d.os_version, d.os_key, a.app_version, '',
    a.first_access, a.last_access
  from devices.access a
  join devices.device d on d.tenant_id = a.tenant_id and d.device_id = a.device_id
  join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
  where a.surface <> 'web';
drop table devices.access;

-- In each order that the list has, with all that it is filtered by: a page and a count need no row itself.
create index device_row_recent on devices.device_row (tenant_id, company_id, tab, last_access, row_id)
  include (app, model_id, os, os_key, app_key, member_id);
create index device_row_model on devices.device_row (tenant_id, company_id, tab, model_id, last_access, row_id)
  include (app, os, os_key, app_key, member_id);
create index device_row_app on devices.device_row (tenant_id, company_id, tab, app_key, last_access, row_id)
  include (app, model_id, os, os_key, member_id);
create index device_row_os on devices.device_row (tenant_id, company_id, tab, os_key, last_access, row_id)
  include (app, os, model_id, app_key, member_id);
create index device_row_member on devices.device_row (tenant_id, member_id);
create index device_row_old on devices.device_row (tenant_id, last_access);

-- DS-7: the newest version of an app for a system, as an administrator keeps it.
create table devices.newest_version (
  tenant_id uuid not null,
  company_id uuid not null,
  app text not null check (app in ('mobile', 'pc', 'drive_mobile', 'drive_explorer')),
  os text not null check (os in ('ios', 'android', 'windows', 'macos', 'linux')),
  version text not null,
  key text collate "C" not null,
  primary key (tenant_id, company_id, app, os),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('devices.newest_version', 'select, insert, update, delete');
create table devices.newest_revision (
  tenant_id uuid not null,
  company_id uuid not null,
  revision integer not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('devices.newest_revision', 'select, insert, update');

-- DS-12: an administrator's own.
create table devices.saved_search (
  tenant_id uuid not null,
  search_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  name text not null,
  tab text not null,
  filter jsonb not null,
  primary key (tenant_id, search_id),
  unique (tenant_id, company_id, member_id, name),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('devices.saved_search', 'select, insert, update, delete');

-- DS-4: a use moves the recent access of its device row where that is at least 24 hours older, never back. Reports of many devices come as one
-- statement, of every tenant that reports; rows are locked in the order of their keys. Answers the recent access of each, which only rises.
create function devices.note_uses(tenants uuid[], device_ids uuid[], member_ids uuid[], apps text[], instants timestamptz[])
returns table (place bigint, last_access timestamptz)
language sql security definer set search_path = pg_catalog as $$
  with asked as (
    select * from unnest(tenants, device_ids, member_ids, apps, instants) with ordinality as a (tenant_id, device_id, member_id, app, at, place)
  ), latest as (
    select a.tenant_id, a.device_id, a.member_id, a.app, max(a.at) as at from asked a group by 1, 2, 3, 4
  ), due as (
    select r.tenant_id, r.device_id, r.member_id, r.app, l.at
    from latest l
    join devices.device_row r on (r.tenant_id, r.device_id, r.member_id, r.app) = (l.tenant_id, l.device_id, l.member_id, l.app)
    where l.at >= r.last_access + interval '24 hours'
    order by 1, 2, 3, 4
    for update of r
  ), moved as (
    update devices.device_row r set last_access = d.at from due d
    where (r.tenant_id, r.device_id, r.member_id, r.app) = (d.tenant_id, d.device_id, d.member_id, d.app)
      and d.at >= r.last_access + interval '24 hours'
    returning r.tenant_id, r.device_id, r.member_id, r.app, r.last_access
  )
  select a.place, coalesce(m.last_access, r.last_access)
  from asked a
  join devices.device_row r on (r.tenant_id, r.device_id, r.member_id, r.app) = (a.tenant_id, a.device_id, a.member_id, a.app)
  left join moved m on (m.tenant_id, m.device_id, m.member_id, m.app) = (a.tenant_id, a.device_id, a.member_id, a.app)
$$;
revoke all on function devices.note_uses from public;
grant execute on function devices.note_uses to muster_app;
