-- Which role a member holds in a company, for lists of members (P-2).
create view company.administrator_role with (security_invoker = true) as
  select a.tenant_id, a.company_id, a.member_id, a.role from company.administrator a;
grant select on company.administrator_role to muster_app;
