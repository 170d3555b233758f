-- Members are found by the reading of their name and by its forms in other languages as well.

-- What members are found by, a word or name a line.
create function members.words_of(tenant uuid, who uuid[]) returns table (member_id uuid, company_id uuid, words text) language sql stable as $$
  select m.member_id, m.company_id, members.folded(concat_ws(chr(10), m.name, m.phonetic, m.nickname, m.login, m.employee_number,
    (select string_agg(concat_ws(chr(10), f.value ->> 'name', f.value ->> 'phonetic'), chr(10) order by f.key) from jsonb_each(m.names) f),
    (select string_agg(l.alias, chr(10) order by l.alias) from members.alias l
     where l.tenant_id = tenant and l.member_id = m.member_id and l.company_id = m.company_id)))
  from members.member m where m.tenant_id = tenant and m.member_id = any (who)
$$;

create or replace function members.refresh_entries(tenant uuid, who uuid[]) returns void language plpgsql as $$
declare
  nil constant uuid := '00000000-0000-0000-0000-000000000000';
begin
  perform from members.member m where m.tenant_id = tenant and m.member_id = any (who) order by m.member_id for no key update;
  insert into members.entry as e (tenant_id, member_id, company_id, name_key, login, employee_key, created_at, level_id, user_type_id,
    position_id, leader, activates_at, first_signed_in_at, suspended_at, deleted_at, app_blocked, leave_from, leave_until)
  select tenant, m.member_id, m.company_id, members.sort_key(m.name, m.phonetic), m.login, coalesce(members.folded(m.employee_number), ''), m.created_at,
    coalesce(m.level_id, nil), coalesce(m.user_type_id, nil), coalesce(a.position_id, nil), coalesce(a.is_leader, false),
    m.activates_at, m.first_signed_in_at, m.suspended_at, m.deleted_at, m.app_blocked_at is not null, m.leave_from, m.leave_until
  from members.member m
  left join members.affiliation a on a.tenant_id = tenant and a.member_id = m.member_id and a.company_id = m.company_id and a.is_primary
  where m.tenant_id = tenant and m.member_id = any (who)
  order by m.member_id
  on conflict (tenant_id, member_id) do update set
    company_id = excluded.company_id, name_key = excluded.name_key, login = excluded.login, employee_key = excluded.employee_key,
    created_at = excluded.created_at, level_id = excluded.level_id, user_type_id = excluded.user_type_id, position_id = excluded.position_id,
    leader = excluded.leader, activates_at = excluded.activates_at, first_signed_in_at = excluded.first_signed_in_at,
    suspended_at = excluded.suspended_at, deleted_at = excluded.deleted_at, app_blocked = excluded.app_blocked,
    leave_from = excluded.leave_from, leave_until = excluded.leave_until;
  insert into members.search as s (tenant_id, member_id, company_id, words, grams)
  select tenant, w.member_id, w.company_id, w.words, members.grams(w.company_id, w.words) from members.words_of(tenant, who) w order by w.member_id
  on conflict (tenant_id, member_id) do update set company_id = excluded.company_id, words = excluded.words, grams = excluded.grams
  where (s.company_id, s.words) is distinct from (excluded.company_id, excluded.words);
end $$;

create or replace function members.on_member_listed() returns trigger language plpgsql as $$
declare
  tenant uuid;
begin
  if tg_op = 'INSERT' then
    for tenant in select distinct n.tenant_id from listed_now n loop
      perform members.refresh_entries(tenant, (select array_agg(n.member_id) from listed_now n where n.tenant_id = tenant));
    end loop;
  else
    for tenant in select distinct n.tenant_id from listed_now n loop
      perform members.refresh_entries(tenant, c.who) from (
        select array_agg(n.member_id) as who from listed_now n join listed_before o on o.tenant_id = n.tenant_id and o.member_id = n.member_id
        where n.tenant_id = tenant and
          (n.company_id, n.name, n.phonetic, n.names, n.nickname, n.login, n.employee_number, n.level_id, n.user_type_id, n.activates_at,
           n.first_signed_in_at, n.suspended_at, n.deleted_at, n.app_blocked_at, n.leave_from, n.leave_until)
          is distinct from
          (o.company_id, o.name, o.phonetic, o.names, o.nickname, o.login, o.employee_number, o.level_id, o.user_type_id, o.activates_at,
           o.first_signed_in_at, o.suspended_at, o.deleted_at, o.app_blocked_at, o.leave_from, o.leave_until)
      ) c where c.who is not null;
    end loop;
  end if;
  return null;
end $$;

-- Who is there already.
do $$
declare
  known record;
begin
  for known in select m.tenant_id, array_agg(m.member_id) as who from members.member m where m.phonetic is not null or m.names <> '{}' group by 1 loop
    perform members.refresh_entries(known.tenant_id, known.who);
  end loop;
end $$;
