-- The hour in which everybody comes: one device's report in a statement was planned anew each time, for three times as long as it ran.
alter function devices.note_uses(uuid[], uuid[], uuid[], text[], timestamptz[]) set plan_cache_mode = force_generic_plan;

-- The companies to which members have belonged, oldest first, of whatever tenants: reports that come together ask together.
create function members.memberships_of(tenants uuid[], member_ids uuid[]) returns table (place bigint, company_id uuid, from_at timestamptz)
language sql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
  select a.place, m.company_id, m.from_at
  from unnest(tenants, member_ids) with ordinality as a (tenant_id, member_id, place)
  join members.membership m on (m.tenant_id, m.member_id) = (a.tenant_id, a.member_id)
  order by a.place, m.from_at
$$;
revoke all on function members.memberships_of from public;
grant execute on function members.memberships_of to muster_app;
