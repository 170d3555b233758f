-- Who members are and how they stand, for the modules that write to them or list them.
create view members.account with (security_invoker = true) as
  select m.tenant_id, m.member_id, m.company_id, m.name, m.phonetic, m.login, m.locale, m.personal_email, m.activates_at, m.first_signed_in_at,
    m.suspended_at, m.deleted_at, m.app_blocked_at, m.permission_id, m.user_type_id
  from members.member m;
grant select on members.account to muster_app;

-- Which company a team is of.
create view members.node with (security_invoker = true) as
  select t.tenant_id, t.company_id, t.team_id from members.team t;
grant select on members.node to muster_app;

-- What each source of service permission allows in a company: a template that is a member's own, a user type (its template, else the
-- default), and for all others (the nil UUID) the default; where there is none everything is allowed. As members.permitted_surfaces has it.
create view members.permission_source with (security_invoker = true) as
  with company_default as (
    select c.tenant_id, c.company_id, coalesce(d.surfaces, array['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web']) as surfaces
    from company.company c left join members.service_permission d on d.tenant_id = c.tenant_id and d.company_id = c.company_id and d.is_default
  )
  select p.tenant_id, p.company_id, p.permission_id as source_id, p.surfaces from members.service_permission p
  union all
  select t.tenant_id, t.company_id, t.user_type_id, coalesce(p.surfaces, d.surfaces)
  from members.user_type t
  join company_default d on d.tenant_id = t.tenant_id and d.company_id = t.company_id
  left join members.service_permission p on p.tenant_id = t.tenant_id and p.permission_id = t.permission_id
  union all
  select d.tenant_id, d.company_id, '00000000-0000-0000-0000-000000000000', d.surfaces from company_default d;
grant select on members.permission_source to muster_app;
