-- A company's primary domain, which its members' IDs are shown with; further domains are aliases.
alter table company.domain add column is_primary boolean not null default false;
update company.domain d set is_primary = true
where d.domain = (select min(o.domain) from company.domain o where o.tenant_id = d.tenant_id and o.company_id = d.company_id);
create unique index one_primary_domain on company.domain (tenant_id, company_id) where is_primary;

-- As in 0009, with the plan, which opens pages (P-1): asked at every request of the console.
create or replace function company.administrations(tenant uuid, member uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog as $$
  select jsonb_object_agg(a.company_id, jsonb_build_object(
    'role', a.role, 'permissions', r.permissions, 'names', coalesce(r.sees_names, true), 'team', a.team_id,
    'plan', jsonb_build_object('core', c.plan_core, 'drive', c.plan_drive, 'approval', c.plan_approval)))
  from company.administrator a
  join company.company c on c.tenant_id = a.tenant_id and c.company_id = a.company_id
  left join company.role r on r.tenant_id = a.tenant_id and r.company_id = a.company_id and r.role_id = a.role_id
  where a.tenant_id = tenant and a.member_id = member
$$;
