-- The newest day on which a member signed in or used the suite in a company (AU-1: active), for lists of members.
create view activity.last_use with (security_invoker = true) as
  select c.tenant_id, c.company_id, c.member_id, c.last as day from activity.calendar c where c.fact = 2;
grant select on activity.last_use to muster_app;
