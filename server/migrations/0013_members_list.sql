-- The member list: a narrow copy of what it filters and sorts by, what it searches in, and counts for its totals. Written by triggers only.

-- Case and width folded, so that ＡＢ, ab and AB are one, as are half-width and full-width kana, and Hangul written in parts.
create function members.folded(words text) returns text language sql immutable parallel safe
as $$ select lower(normalize(words, NFKC) collate "und-x-icu") collate "C" $$;

-- What names are sorted by: without accents; a name with its reading in kana sorts by that, as Japanese directories do.
create function members.sort_key(name text, phonetic text) returns text language sql immutable parallel safe
as $$ select normalize(regexp_replace(normalize(members.folded(case when phonetic ~ '^[\u3041-\u30ff\uff66-\uff9f]' then phonetic else name end), NFKD), '[\u0300-\u036f]', '', 'g'), NFKC) collate "C" $$;

-- Every two neighbours of a text as numbers that differ from company to company, so that the index over all tenants holds each company's
-- apart. Different pairs may share a number: what is found is compared with the text itself.
create function members.pairs(company uuid, words text) returns integer[] language sql immutable parallel safe
as $$
  select coalesce(array_agg(distinct hashtext(company::text || substr(words, i, 2))), '{}')
  from generate_series(1, length(words) - 1) as i where position(chr(10) in substr(words, i, 2)) = 0
$$;
-- The same of every character too.
create function members.grams(company uuid, words text) returns integer[] language sql immutable parallel safe
as $$
  select coalesce(array_agg(distinct hashtext(company::text || one)), '{}') || members.pairs(company, words)
  from unnest(string_to_array(words, null)) as one where one <> chr(10)
$$;

-- One row per member. What is absent is the nil UUID where it is part of a key that is walked through.
create table members.entry (
  tenant_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  name_key text collate "C" not null,
  login text collate "C" not null,
  -- Blank is the empty text.
  employee_key text collate "C" not null,
  created_at timestamptz not null,
  level_id uuid not null,
  user_type_id uuid not null,
  -- Of the primary affiliation.
  position_id uuid not null,
  leader boolean not null,
  activates_at timestamptz,
  first_signed_in_at timestamptz,
  suspended_at timestamptz,
  deleted_at timestamptz,
  app_blocked boolean not null,
  leave_from timestamptz,
  leave_until timestamptz,
  -- What the state depends on besides the clock: 0 in use for good, 1 depends on it (awaiting, pending), 2 suspended, 3 deleted.
  standing smallint not null generated always as (
    case when deleted_at is not null then 3 when suspended_at is not null then 2
      when first_signed_in_at is not null and (activates_at is null or activates_at <= first_signed_in_at) then 0 else 1 end) stored,
  -- MB-1: since when a pending member is pending, or will be.
  since timestamptz not null generated always as (coalesce(activates_at, created_at)) stored,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index entry_in_order on members.entry (tenant_id, company_id, level_id, leader, position_id, name_key, member_id) include (standing, user_type_id, app_blocked);
create index entry_by_name on members.entry (tenant_id, company_id, name_key, member_id) include (standing, level_id, user_type_id, app_blocked);
create index entry_by_login on members.entry (tenant_id, company_id, login, member_id) include (standing, level_id, user_type_id, app_blocked);
create index entry_by_employee on members.entry (tenant_id, company_id, employee_key, member_id) include (standing, level_id, user_type_id, app_blocked);
create index entry_by_age on members.entry (tenant_id, company_id, created_at, member_id) include (standing, level_id, user_type_id, app_blocked);
create index entry_by_user_type on members.entry (tenant_id, company_id, user_type_id, member_id) include (standing, level_id, app_blocked);
-- The few: who depends on the clock, is suspended or deleted; whose apps are blocked; who has a leave.
create index entry_unsettled on members.entry (tenant_id, company_id, since)
  include (activates_at, first_signed_in_at, level_id, user_type_id, app_blocked, member_id) where standing = 1;
create index entry_activated on members.entry (tenant_id, company_id, activates_at) include (level_id, user_type_id, app_blocked, member_id)
  where standing = 1 and first_signed_in_at is not null;
create index entry_over on members.entry (tenant_id, company_id, standing, level_id, user_type_id) include (app_blocked, member_id) where standing > 1;
create index entry_blocked on members.entry (tenant_id, company_id) include (standing, level_id, user_type_id, member_id) where app_blocked;
create index entry_leave on members.entry (tenant_id, company_id) include (leave_from, leave_until, standing, level_id, user_type_id, member_id) where leave_from is not null;
call muster.protect('members.entry', 'select, insert, update, delete');

-- What a member is found by: name, nickname, login, employee number, alias addresses, folded, one a line.
create table members.search (
  tenant_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  words text collate "C" not null,
  grams integer[] not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.entry on delete cascade
);
create index search_grams on members.search using gin (grams) with (fastupdate = off);
call muster.protect('members.search', 'select, insert, update, delete');

-- The combinations of level, leadership and position that a company has or had: the list in the organization's order walks through them.
create table members.place (
  tenant_id uuid not null,
  company_id uuid not null,
  level_id uuid not null,
  leader boolean not null,
  position_id uuid not null,
  primary key (tenant_id, company_id, level_id, leader, position_id)
);
call muster.protect('members.place', 'select, insert, delete');

-- How many entries there are of each kind. A change adds a row, or all changes of a company would wait for each other; a job folds them.
create table members.tally (
  tenant_id uuid not null,
  company_id uuid not null,
  standing smallint not null,
  level_id uuid not null,
  user_type_id uuid not null,
  app_blocked boolean not null,
  n integer not null
);
create index tally_by_company on members.tally (tenant_id, company_id, standing, level_id, user_type_id, app_blocked) include (n);
call muster.protect('members.tally', 'select, insert, delete');

-- Who has left a company's list lately, by purge or transfer: their days of use are still counted there (AU-6), and are taken off.
create table members.former (
  tenant_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  left_at timestamptz not null
);
create index former_by_company on members.former (tenant_id, company_id, left_at) include (member_id);
call muster.protect('members.former', 'select, insert, delete');

-- Makes the entries of some members anew. Their rows are locked first: of two changes at once the second sees what the first left.
create function members.refresh_entries(tenant uuid, who uuid[]) returns void language plpgsql as $$
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
  select tenant, w.member_id, w.company_id, w.words, members.grams(w.company_id, w.words) from (
    select m.member_id, m.company_id, members.folded(concat_ws(chr(10), m.name, m.nickname, m.login, m.employee_number, (
      select string_agg(l.alias, chr(10) order by l.alias) from members.alias l
      where l.tenant_id = tenant and l.member_id = m.member_id and l.company_id = m.company_id))) as words
    from members.member m where m.tenant_id = tenant and m.member_id = any (who)
  ) w order by w.member_id
  on conflict (tenant_id, member_id) do update set company_id = excluded.company_id, words = excluded.words, grams = excluded.grams
  where (s.company_id, s.words) is distinct from (excluded.company_id, excluded.words);
end $$;

create function members.on_member_listed() returns trigger language plpgsql as $$
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
          (n.company_id, n.name, n.phonetic, n.nickname, n.login, n.employee_number, n.level_id, n.user_type_id, n.activates_at,
           n.first_signed_in_at, n.suspended_at, n.deleted_at, n.app_blocked_at, n.leave_from, n.leave_until)
          is distinct from
          (o.company_id, o.name, o.phonetic, o.nickname, o.login, o.employee_number, o.level_id, o.user_type_id, o.activates_at,
           o.first_signed_in_at, o.suspended_at, o.deleted_at, o.app_blocked_at, o.leave_from, o.leave_until)
      ) c where c.who is not null;
    end loop;
  end if;
  return null;
end $$;
create trigger list_added after insert on members.member referencing new table as listed_now
  for each statement execute function members.on_member_listed();
create trigger list_changed after update on members.member referencing old table as listed_before new table as listed_now
  for each statement execute function members.on_member_listed();

-- Affiliations and alias addresses: the members they belong to, before and after.
create function members.on_part_listed() returns trigger language plpgsql as $$
declare
  touched record;
begin
  if tg_op = 'INSERT' then
    for touched in select t.tenant_id, array_agg(distinct t.member_id) as who from listed_now t group by 1 loop
      perform members.refresh_entries(touched.tenant_id, touched.who);
    end loop;
  elsif tg_op = 'DELETE' then
    for touched in select t.tenant_id, array_agg(distinct t.member_id) as who from listed_before t group by 1 loop
      perform members.refresh_entries(touched.tenant_id, touched.who);
    end loop;
  else
    for touched in select t.tenant_id, array_agg(distinct t.member_id) as who
      from (select tenant_id, member_id from listed_now union select tenant_id, member_id from listed_before) t group by 1 loop
      perform members.refresh_entries(touched.tenant_id, touched.who);
    end loop;
  end if;
  return null;
end $$;
create trigger list_added after insert on members.affiliation referencing new table as listed_now for each statement execute function members.on_part_listed();
create trigger list_removed after delete on members.affiliation referencing old table as listed_before for each statement execute function members.on_part_listed();
create trigger list_changed after update on members.affiliation referencing old table as listed_before new table as listed_now
  for each statement execute function members.on_part_listed();
create trigger list_added after insert on members.alias referencing new table as listed_now for each statement execute function members.on_part_listed();
create trigger list_removed after delete on members.alias referencing old table as listed_before for each statement execute function members.on_part_listed();
create trigger list_changed after update on members.alias referencing old table as listed_before new table as listed_now
  for each statement execute function members.on_part_listed();

-- The counts and the places follow the entries.
create function members.on_entry() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    insert into members.former (tenant_id, company_id, member_id, left_at) select o.tenant_id, o.company_id, o.member_id, now() from old_entry o;
  elsif tg_op = 'UPDATE' then
    insert into members.former (tenant_id, company_id, member_id, left_at)
    select o.tenant_id, o.company_id, o.member_id, now() from old_entry o
    join new_entry n on n.tenant_id = o.tenant_id and n.member_id = o.member_id where n.company_id <> o.company_id;
  end if;
  if tg_op <> 'INSERT' then
    insert into members.tally (tenant_id, company_id, standing, level_id, user_type_id, app_blocked, n)
    select o.tenant_id, o.company_id, o.standing, o.level_id, o.user_type_id, o.app_blocked, -count(*) from old_entry o group by 1, 2, 3, 4, 5, 6;
  end if;
  if tg_op <> 'DELETE' then
    insert into members.tally (tenant_id, company_id, standing, level_id, user_type_id, app_blocked, n)
    select n.tenant_id, n.company_id, n.standing, n.level_id, n.user_type_id, n.app_blocked, count(*) from new_entry n group by 1, 2, 3, 4, 5, 6;
    insert into members.place (tenant_id, company_id, level_id, leader, position_id)
    select distinct n.tenant_id, n.company_id, n.level_id, n.leader, n.position_id from new_entry n
    where not exists (select from members.place p where p.tenant_id = n.tenant_id and p.company_id = n.company_id
      and p.level_id = n.level_id and p.leader = n.leader and p.position_id = n.position_id)
    order by 1, 2, 3, 4, 5 on conflict do nothing;
  end if;
  return null;
end $$;
create trigger tally_added after insert on members.entry referencing new table as new_entry for each statement execute function members.on_entry();
create trigger tally_removed after delete on members.entry referencing old table as old_entry for each statement execute function members.on_entry();
create trigger tally_changed after update on members.entry referencing old table as old_entry new table as new_entry
  for each statement execute function members.on_entry();

-- Adds up the committed rows of each kind. Answers how many rows are left.
create function members.fold_tally(tenant uuid) returns integer language plpgsql as $$
declare
  left_over integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('members tally ' || tenant::text, 0));
  with gone as (
    delete from members.tally t where t.tenant_id = tenant returning t.*
  ), put as (
    insert into members.tally (tenant_id, company_id, standing, level_id, user_type_id, app_blocked, n)
    select tenant, g.company_id, g.standing, g.level_id, g.user_type_id, g.app_blocked, sum(g.n) from gone g
    group by 2, 3, 4, 5, 6 having sum(g.n) <> 0 returning 1
  )
  select count(*) into left_over from put;
  return left_over;
end $$;

-- The module's one way to search by text: array and text operators are not leakproof, so under row-level security they would reach no
-- index. It answers the transaction's own tenant only, whatever it is asked. At most `most` members, in no order; null: all. Of two and
-- more characters only the pairs are looked up: single ones are in too many words to help.
create function members.find_by_words(company uuid, sought text, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_custom_plan as $$
declare
  needle constant text := members.folded(sought);
  wanted constant integer[] := case when length(needle) < 2 then members.grams(company, needle) else members.pairs(company, needle) end;
begin
  return query
    select s.member_id from members.search s
    where s.tenant_id = muster.tenant() and s.company_id = company and s.grams @> wanted and position(needle in s.words) > 0
    limit most;
end $$;
revoke all on function members.find_by_words from public;
grant execute on function members.find_by_words to muster_app;

-- Who is there already.
do $$
declare
  known record;
begin
  for known in select m.tenant_id, array_agg(m.member_id) as who from members.member m group by 1 loop
    perform members.refresh_entries(known.tenant_id, known.who);
    perform members.fold_tally(known.tenant_id);
  end loop;
end $$;
create index affiliation_of_team on members.affiliation (tenant_id, team_id, member_id);
