-- P-1, DS-10: where the plan has no page of devices, nobody could take MDM back: then it holds no session up.
create or replace function devices.enrolment_missing(tenant uuid, company uuid, used text, device uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if used <> 'mobile' or not exists (select from devices.mdm m where m.tenant_id = tenant and m.company_id = company and m.mode = 'required') then
    return false;
  end if;
  if not exists (
    select from company.company c
    where c.tenant_id = tenant and c.company_id = company
      and (c.plan_drive or c.plan_approval or c.plan_core in ('lite', 'standard', 'standard_plus', 'trial'))
  ) then
    return false;
  end if;
  return not exists (
    select from devices.enrolment e
    where e.tenant_id = tenant and e.device_id = device and e.ended_at is null and e.profile_at is not null
  );
end $$;
