-- What a send has brought about: when a receiver began to use an app that the mail had named, and how many of a send have within 7 and 30 days.
alter table installation.recipient add column installed_at timestamptz;
alter table installation.guide
  add column within_7 integer not null default 0,
  add column within_30 integer not null default 0;

-- A member's first use of an app comes with a device row. Whoever got a guide that named the app at most 30 days ago counts, once a send. The few
-- sends that are kept are looked through by key; their rows are written in order, so that no two first uses wait for each other in a circle.
create function installation.on_installed() returns trigger language plpgsql as $$
declare
  one record;
begin
  for one in
    with used as (
      select n.tenant_id, n.company_id, n.member_id, n.app, min(n.first_access) as at from used_now n where n.app in ('mobile', 'pc') group by 1, 2, 3, 4
    ), noted as (
      update installation.recipient r set installed_at = u.at
      from used u join installation.guide g on g.tenant_id = u.tenant_id and g.company_id = u.company_id
      where r.tenant_id = g.tenant_id and r.guide_id = g.guide_id and r.member_id = u.member_id and r.state = 2 and r.installed_at is null
        and case u.app when 'mobile' then r.mobile else r.pc end = 'not_installed'
        and r.ended_at <= u.at and u.at <= r.ended_at + interval '30 days'
      returning r.tenant_id, r.guide_id, r.installed_at <= r.ended_at + interval '7 days' as soon
    )
    select n.tenant_id, n.guide_id, count(*)::integer as n, (count(*) filter (where n.soon))::integer as soon from noted n group by 1, 2 order by 1, 2
  loop
    update installation.guide g set within_30 = g.within_30 + one.n, within_7 = g.within_7 + one.soon
    where g.tenant_id = one.tenant_id and g.guide_id = one.guide_id;
  end loop;
  return null;
end $$;
create trigger installation_effect after insert on devices.device_row referencing new table as used_now
  for each statement execute function installation.on_installed();
