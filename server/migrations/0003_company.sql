-- Tenants, companies, plans, time zones, administrators.
create schema company;
grant usage on schema company to muster_app;

create table company.tenant (
  tenant_id uuid not null primary key,
  name text not null,
  created_at timestamptz not null
);
call muster.protect('company.tenant', 'select, insert, update');

create table company.company (
  tenant_id uuid not null references company.tenant,
  company_id uuid not null,
  name text not null,
  plan_core text not null check (plan_core in ('none', 'free', 'lite', 'standard', 'standard_plus', 'trial')),
  plan_drive boolean not null default false,
  plan_approval boolean not null default false,
  locale text not null check (locale in ('en', 'ko', 'ja')),
  created_at timestamptz not null,
  primary key (tenant_id, company_id)
);
call muster.protect('company.company', 'select, insert, update');

-- T-3: the zones a company has had. A row's zone is in force from `from_at` until the next row's; the first begins at -infinity.
create table company.zone (
  tenant_id uuid not null,
  company_id uuid not null,
  from_at timestamptz not null,
  zone text not null,
  primary key (tenant_id, company_id, from_at),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('company.zone', 'select, insert, update, delete');

-- P-2: exactly one Super Admin a company (the index forbids a second; taking the last one's role away is refused by rule).
create table company.administrator (
  tenant_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  role text not null check (role in ('super_admin', 'sub_admin', 'operations_admin')),
  created_at timestamptz not null,
  primary key (tenant_id, company_id, member_id),
  foreign key (tenant_id, company_id) references company.company
);
create unique index one_super_admin on company.administrator (tenant_id, company_id) where role = 'super_admin';
create index administrator_by_member on company.administrator (tenant_id, member_id);
call muster.protect('company.administrator', 'select, insert, update, delete');

-- Exception to tenant first: domains are unique everywhere, and at the door only the domain is known.
create table company.domain (
  domain text not null primary key,
  tenant_id uuid not null,
  company_id uuid not null,
  foreign key (tenant_id, company_id) references company.company
);
create index domain_by_company on company.domain (tenant_id, company_id);
call muster.protect('company.domain', 'select, insert, delete');

create function company.locate_domain(wanted text) returns table (tenant_id uuid, company_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$ select d.tenant_id, d.company_id from company.domain d where d.domain = wanted $$;

-- The tenants, for jobs that take one tenant at a time.
create function company.tenants() returns setof uuid
language sql stable security definer set search_path = pg_catalog
as $$ select t.tenant_id from company.tenant t order by 1 $$;

-- Exception to tenant first: the one-time link that creates the first tenant. Only its hash is kept (SX-3).
create table company.setup_link (
  hash bytea not null primary key,
  created_at timestamptz not null,
  used_at timestamptz
);

-- Leaves one fresh link as the only valid one, while there is no tenant yet. False: there is one, no link is made.
create function company.offer_setup(link bytea, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from company.tenant) then return false; end if;
  delete from company.setup_link where used_at is null;
  insert into company.setup_link (hash, created_at) values (link, at);
  return true;
end $$;

-- Uses the link up, in the caller's transaction; of two at once one gets true. A link lives for 7 days.
create function company.use_setup(link bytea, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
begin
  update company.setup_link set used_at = at where hash = link and used_at is null and created_at > at - interval '7 days';
  return found and not exists (select from company.tenant);
end $$;

revoke all on function company.locate_domain, company.tenants, company.offer_setup, company.use_setup from public;
grant execute on function company.locate_domain, company.tenants, company.offer_setup, company.use_setup to muster_app;
