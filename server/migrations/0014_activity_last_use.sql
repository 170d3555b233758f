-- The newest day on which a member signed in or used the suite in a company (AU-1: active), for lists of members.
create view activity.last_use with (security_invoker = true) as
  select c.tenant_id, c.company_id, c.member_id, c.last as day from activity.calendar c where c.fact = 2;
grant select on activity.last_use to muster_app;

-- Of each day, how many members were active who had last been active on another day (see 0006): how many were active since a day are
-- those active on a day since then and on none between.
create view activity.active_gap with (security_invoker = true) as
  select g.tenant_id, g.company_id, g.day, g.previous, g.n from activity.gap g where g.fact = 2;
grant select on activity.active_gap to muster_app;
