-- MB-8: who has set up a second step, for lists of members.
create view signin.second_step with (security_invoker = true) as
  select f.tenant_id, f.member_id from signin.factor f where f.confirmed_at is not null;
grant select on signin.second_step to muster_app;
