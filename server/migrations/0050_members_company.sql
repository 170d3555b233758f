-- Device rows follow their member to another company (MB-16) and go with them (DS-1).
create unique index member_of_company on members.member (tenant_id, member_id, company_id);

-- Who stands in which teams, for the lists of other modules.
create view members.affiliated with (security_invoker = true) as
  select a.tenant_id, a.member_id, a.team_id from members.affiliation a;
grant select on members.affiliated to muster_app;

-- By what members are found, for the lists of other modules; see members.find_by_words.
create view members.searched with (security_invoker = true) as
  select s.tenant_id, s.company_id, s.member_id, s.words from members.search s;
grant select on members.searched to muster_app;
