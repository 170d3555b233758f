-- P-3, SX-2: from where a company's members may use the suite. A company without a row has no rules; `revision` counts up with every
-- change and names the state of the rules to every node.
create table signin.network (
  tenant_id uuid not null,
  company_id uuid not null,
  revision integer not null,
  enforced boolean not null,
  -- Address ranges as `platform/network` writes them, and countries by ISO 3166-1: either admits.
  ranges text[] not null,
  countries text[] not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('signin.network', 'select, insert, update');

-- Members whom the rules do not bind.
create table signin.network_exempt (
  tenant_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  primary key (tenant_id, company_id, member_id),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index network_exempt_by_member on signin.network_exempt (tenant_id, member_id);
call muster.protect('signin.network_exempt', 'select, insert, delete');

-- Which rules bind a member in an app: their revision; null: none do. Asked at every request, so one look at a key where a company has
-- none. The console stays open for a Super Admin, wherever they are: somebody must be able to mend the rules.
create function signin.network_for(tenant uuid, company uuid, member uuid, client text) returns integer
language plpgsql stable security definer set search_path = pg_catalog as $$
declare
  bound integer;
begin
  select n.revision into bound from signin.network n where n.tenant_id = tenant and n.company_id = company and n.enforced;
  if bound is null then
    return null;
  end if;
  if exists (select from signin.network_exempt e where e.tenant_id = tenant and e.company_id = company and e.member_id = member) then
    return null;
  end if;
  if client = 'console' and exists (
    select from company.administrator a where a.tenant_id = tenant and a.member_id = member and a.role = 'super_admin'
  ) then
    return null;
  end if;
  return bound;
end $$;

-- The same for open streams, many at once: only those that rules bind.
create function signin.networks_for(tenants uuid[], connections uuid[]) returns table (connection_id uuid, company_id uuid, revision integer)
language sql stable security definer set search_path = pg_catalog as $$
  select c.connection_id, c.company_id, signin.network_for(c.tenant_id, c.company_id, c.member_id, c.client_id)
  from unnest(tenants, connections) as asked (tenant_id, connection_id)
  join sessions.connection c on c.tenant_id = asked.tenant_id and c.connection_id = asked.connection_id
  where exists (select from signin.network n where n.tenant_id = asked.tenant_id and n.enforced)
$$;
revoke all on function signin.network_for, signin.networks_for from public;
grant execute on function signin.network_for, signin.networks_for to muster_app;

-- From where a company's members connected lately.
create index connection_of_company on sessions.connection (tenant_id, company_id, created_at);
