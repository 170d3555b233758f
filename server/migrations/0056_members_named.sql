-- Who members are, for the files of other modules: read where rows are many and stay in the database.
create view members.named with (security_invoker = true) as
  select m.tenant_id, m.member_id, m.company_id, m.name, m.login from members.member m;
grant select on members.named to muster_app;
