-- Daily facts of use, and the counts that active-user figures are read from (AU-1 … AU-7; why so: docs/adr/0001-activity-calendar.md).
create schema activity;
grant usage on schema activity to muster_app;

-- The truth: two years of days of one member and one fact in one company. `last` is the newest marked day and fixes what bit 0
-- stands for (activity.base), so that the days need no column for it; `before` is the newest day that has left the bits.
-- No foreign key to the member: the days outlive purge, under a bare number (AU-6).
-- Facts: 0 signed_in, 1 used, 2 active, 3 mobile, 4 pc, 5 drive_mobile, 6 drive_explorer, 7 web.
create table activity.calendar (
  tenant_id uuid not null,
  company_id uuid not null,
  fact smallint not null check (fact between 0 and 7),
  member_id uuid not null,
  last date not null,
  before date,
  days bit(768) not null,
  primary key (tenant_id, company_id, member_id, fact)
) with (fillfactor = 80);
call muster.protect('activity.calendar', 'select, insert, update, delete');

-- How many members with the fact on `day` had it last on `previous`, or (-infinity) not within the 366 days before.
-- Distinct members of [a, b) = sum of n where a <= day < b and previous < a (AU-2). Derived from the calendars.
create table activity.gap (
  tenant_id uuid not null,
  company_id uuid not null,
  fact smallint not null,
  day date not null,
  previous date not null check (previous < day),
  n integer not null check (n >= 0),
  primary key (tenant_id, company_id, fact, day, previous) include (n)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);
call muster.protect('activity.gap', 'select, insert, update, delete');

-- How many members have the fact on `day`: the sum of the day's gap rows, kept so that a year of chart costs 366 rows.
-- `fresh`, of settled days with many gap rows: [j + 1] members with the fact on `day` and on none of the j days before (j <= 366),
-- the day's gap rows summed up, so that a year costs one element per day. Whatever changes the gap rows sets it null; the recount folds.
create table activity.day (
  tenant_id uuid not null,
  company_id uuid not null,
  fact smallint not null,
  day date not null,
  n integer not null check (n >= 0),
  fresh integer[],
  primary key (tenant_id, company_id, fact, day)
) with (fillfactor = 50);
call muster.protect('activity.day', 'select, insert, update, delete');

-- The day of bit 0 of a calendar whose newest day is `last`: 735 to 766 days before it, moving on in steps of 32.
create function activity.base(last date) returns date language sql immutable parallel safe
as $$ select date '2000-01-01' + ((last - date '2000-01-01' - 735) & -32) $$;

-- What the gap row of `day` says of the member's day before it: further than 366 days back counts as never.
create function activity.within_reach(previous date, day date) returns date language sql immutable parallel safe
as $$ select case when day - previous <= 366 then previous else '-infinity' end $$;

-- The newest day of a calendar before `day`, or null. Shared by mark and recount.
create function activity.previous(last date, before date, days bit, day date) returns date language sql immutable parallel safe
as $$
  select case
    when day > last then last
    when strpos(left(days::text, day - activity.base(last)), '1') > 0
      then activity.base(last) + length(rtrim(left(days::text, day - activity.base(last)), '0')) - 1
    else before end
$$;

-- The oldest day of a calendar after `day`, which is before `last`.
create function activity.next(last date, days bit, day date) returns date language sql immutable parallel safe
as $$ select day + strpos(substr(days::text, day - activity.base(last) + 2), '1') $$;

-- One writer per tenant at a time, until the end of the transaction. The rows of today would make the writers wait for each other
-- anyway; taken first, it leaves no order in which two could deadlock, and lets the statements after it trust what they read.
create function activity.lock(tenant uuid) returns void language sql
as $$ select pg_advisory_xact_lock(hashtextextended('activity ' || tenant::text, 0)) $$;

-- Marks member × facts × day, where it is not marked yet. `facts` are sets: bit k stands for fact k. Answers how many marks were new.
-- Idempotent, in any order; a day that has left its calendar (735 days before the member's newest, at least) is passed over.
-- It names its tenant itself, so that outside a transaction recording is one statement.
create function activity.mark(tenant uuid, companies uuid[], members uuid[], marked date[], facts smallint[]) returns integer
language plpgsql set plan_cache_mode = force_generic_plan as $$
declare
  x date;
  fresh integer;
  older boolean;
  total integer := 0;
begin
  perform set_config('muster.tenant', tenant::text, true);
  perform activity.lock(tenant);
  -- Oldest first: all but late days then lie after their member's newest.
  for x in select distinct m from unnest(marked) m order by 1 loop
    with asked as (
      select u.company, u.member, bit_or(u.facts)::integer as wanted
      from unnest(companies, members, marked, facts) as u (company, member, day, facts)
      where u.day = x group by 1, 2
    ), found as materialized (
      -- One descent of the index per member, whatever the number of facts; `offset 0` keeps it a loop over what was asked.
      select a.company, a.member, a.wanted, c.fact, c.at, c.last
      from asked a left join lateral (
        select k.fact, k.ctid as at, k.last from activity.calendar k
        where k.tenant_id = tenant and k.company_id = a.company and k.member_id = a.member and (a.wanted >> k.fact) & 1 = 1 offset 0
      ) c on true
    ), missing as materialized (
      select m.company, m.member, f.fact::smallint as fact
      from (
        select f.company, f.member, f.wanted & ~coalesce(bit_or(1 << f.fact), 0) as lacking from found f group by f.company, f.member, f.wanted
      ) m join generate_series(0, 7) as f (fact) on (m.lacking >> f.fact) & 1 = 1
      where m.lacking <> 0
    ), moved as (
      update activity.calendar c set
        last = x,
        before = case when activity.base(x) = activity.base(c.last) then c.before else activity.previous(c.last, c.before, c.days, activity.base(x)) end,
        days = set_bit(case when activity.base(x) = activity.base(c.last) then c.days else c.days << (activity.base(x) - activity.base(c.last)) end,
                       x - activity.base(x), 1)
      from found f where f.last < x and c.ctid = f.at and c.tenant_id = tenant
    ), begun as (
      insert into activity.calendar (tenant_id, company_id, fact, member_id, last, days)
      select tenant, m.company, m.fact, m.member, x, set_bit(0::bit(768), x - activity.base(x), 1) from missing m
    ), cells as (
      select v.company, v.fact, activity.within_reach(v.last, x) as previous, count(*)::integer as n
      from (select f.company, f.fact, f.last from found f where f.last < x union all select m.company, m.fact, null from missing m) v
      group by 1, 2, 3
    ), gaps as (
      insert into activity.gap as g (tenant_id, company_id, fact, day, previous, n)
      select tenant, c.company, c.fact, x, c.previous, c.n from cells c
      on conflict (tenant_id, company_id, fact, day, previous) do update set n = g.n + excluded.n
    ), daily as (
      insert into activity.day as d (tenant_id, company_id, fact, day, n)
      select tenant, c.company, c.fact, x, sum(c.n) from cells c group by 2, 3
      on conflict (tenant_id, company_id, fact, day) do update set n = d.n + excluded.n, fresh = null
    )
    select (select coalesce(sum(c.n), 0) from cells c), exists (select from found f where f.last > x) into fresh, older;
    total := total + fresh;
    if older then total := total + activity.mark_late(tenant, companies, members, marked, facts, x); end if;
  end loop;
  return total;
end $$;

-- The part of mark for days before their member's newest: of the member's next day the previous one changes too.
create function activity.mark_late(tenant uuid, companies uuid[], members uuid[], marked date[], facts smallint[], x date) returns integer
language plpgsql as $$
declare
  fresh integer;
  missing integer;
begin
  with asked as (
    select distinct u.company, u.member, f.fact::smallint as fact
    from unnest(companies, members, marked, facts) as u (company, member, day, facts)
    join generate_series(0, 7) as f (fact) on (u.facts >> f.fact) & 1 = 1
    where u.day = x
  ), found as materialized (
    select a.company, a.fact, c.at, activity.previous(c.last, c.before, c.days, x) as p, activity.next(c.last, c.days, x) as q
    from asked a cross join lateral (
      select k.ctid as at, k.last, k.before, k.days from activity.calendar k
      where k.tenant_id = tenant and k.company_id = a.company and k.fact = a.fact and k.member_id = a.member limit 1
    ) c
    where c.last > x and x >= activity.base(c.last) and case when x >= activity.base(c.last) then get_bit(c.days, x - activity.base(c.last)) = 0 end
  ), filled as (
    update activity.calendar c set days = set_bit(c.days, x - activity.base(c.last), 1)
    from found f where c.ctid = f.at and c.tenant_id = tenant
  ), cells as (
    select company, fact, day, previous, sum(n)::integer as n
    from (
      select company, fact, x as day, activity.within_reach(p, x) as previous, 1 as n from found
      union all select company, fact, q, activity.within_reach(p, q), -1 from found
      union all select company, fact, q, activity.within_reach(x, q), 1 from found
    ) d
    group by 1, 2, 3, 4 having sum(n) <> 0
  ), more as (
    insert into activity.gap as g (tenant_id, company_id, fact, day, previous, n)
    select tenant, c.company, c.fact, c.day, c.previous, c.n from cells c where c.n > 0
    on conflict (tenant_id, company_id, fact, day, previous) do update set n = g.n + excluded.n
  ), fewer as (
    update activity.gap g set n = g.n + c.n from cells c
    where c.n < 0 and g.tenant_id = tenant and g.company_id = c.company and g.fact = c.fact and g.day = c.day and g.previous = c.previous
    returning 1
  ), daily as (
    insert into activity.day as d (tenant_id, company_id, fact, day, n)
    select tenant, f.company, f.fact, x, count(*) from found f group by 2, 3
    on conflict (tenant_id, company_id, fact, day) do update set n = d.n + excluded.n, fresh = null
  ), unfolded as (
    update activity.day d set fresh = null from (select distinct company, fact, q from found) f
    where d.tenant_id = tenant and d.company_id = f.company and d.fact = f.fact and d.day = f.q and d.fresh is not null
  )
  select (select count(*) from found), (select count(*) from cells c where c.n < 0) - (select count(*) from fewer) into fresh, missing;
  if missing <> 0 then
    raise exception 'activity: % gap rows are missing; a recount repairs this', missing using errcode = 'check_violation';
  end if;
  return fresh;
end $$;

-- The days of a calendar from `since` on (which it reaches back to), each with the one before it (null: none known).
create function activity.days(last date, before date, days bit, since date) returns table (day date, previous date) language sql immutable parallel safe
as $$
  select since + s.at - 1, case when s.at > s.zeros + 1 then since + s.at - s.zeros - 2 else activity.previous(last, before, days, since) end
  from (
    select length(p.piece) as zeros, sum(length(p.piece) + 1) over (order by p.ord)::integer as at
    from string_to_table(substr(days::text, since - activity.base(last) + 1), '1') with ordinality as p (piece, ord)
  ) s
  where s.at <= length(days) - (since - activity.base(last))
$$;

-- The `fresh` of one day, from its gap rows.
create function activity.fold(tenant uuid, company uuid, of_fact smallint, of_day date) returns integer[] language sql stable
as $$
  select array_agg(f.n order by f.j)
  from (
    select j, (sum(g.n) over () - sum(g.n) filter (where g.ago < 367) over (order by j))::integer as n
    from generate_series(0, 367) as j left join (
      select case when k.previous = '-infinity' then 367 else of_day - k.previous end as ago, k.n
      from activity.gap k where k.tenant_id = tenant and k.company_id = company and k.fact = of_fact and k.day = of_day
      union all select 0, 0
    ) g on g.ago = j
  ) f where f.j < 367
$$;

-- AU-6: compares the counts of one fact with the calendars, from `from_day` on or for all days these vouch for, repairs them, and
-- folds settled days.
-- Answers how many counts were wrong. Counting needs no lock: every mark changes calendars and counts in one transaction, so one
-- statement sees them agree, and a difference it finds stays right to add whatever is marked meanwhile.
create function activity.recount(tenant uuid, company uuid, of_fact smallint, today date, from_day date) returns integer
language plpgsql as $$
declare
  wrong_days date[];
  wrong_previous date[];
  differences integer[];
  unfolded date[];
begin
  -- Two recounts at once would find the same difference and both add it.
  perform pg_advisory_xact_lock(hashtextextended('activity recount ' || tenant::text, 0));
  with since as materialized (
    select greatest(max(activity.base(c.last)), today - 768, from_day) as day
    from activity.calendar c where c.tenant_id = tenant and c.company_id = company and c.fact = of_fact
  ), pairs as materialized (
    select e.day, e.previous, count(*) as n
    from since s join activity.calendar c on c.last >= s.day cross join lateral activity.days(c.last, c.before, c.days, s.day) e
    where c.tenant_id = tenant and c.company_id = company and c.fact = of_fact
    group by 1, 2
  ), truth as materialized (
    select p.day, activity.within_reach(p.previous, p.day) as previous, sum(p.n)::integer as n from pairs p group by 1, 2
  ), counted as (
    select g.day, g.previous, g.n from activity.gap g
    where g.tenant_id = tenant and g.company_id = company and g.fact = of_fact and g.day >= (select s.day from since s)
  ), differing as (
    select day, previous, coalesce(t.n, 0) - coalesce(c.n, 0) as n from truth t full join counted c using (day, previous)
    union all
    -- previous null: the day's own count.
    select day, null, coalesce(t.n, 0) - coalesce(c.n, 0)
    from (select day, sum(n)::integer as n from truth group by day) t full join (
      select d.day, d.n from activity.day d
      where d.tenant_id = tenant and d.company_id = company and d.fact = of_fact and d.day >= (select s.day from since s)
    ) c using (day)
  )
  select coalesce(array_agg(day), '{}'), array_agg(previous), array_agg(n) into wrong_days, wrong_previous, differences from differing where n <> 0;

  -- Late events may still change the last 31 days, and few gap rows take less space than an array.
  select coalesce(array_agg(d.day), '{}') into unfolded from activity.day d
  where d.tenant_id = tenant and d.company_id = company and d.fact = of_fact and d.day < today - 35 and d.day >= greatest(today - 768, from_day)
    and case when d.fresh is null
      then (select count(*) from activity.gap g where g.tenant_id = tenant and g.company_id = company and g.fact = of_fact and g.day = d.day) > 16
      else d.fresh <> activity.fold(tenant, company, of_fact, d.day) end;

  if cardinality(wrong_days) + cardinality(unfolded) = 0 then return 0; end if;
  perform activity.lock(tenant);

  insert into activity.gap (tenant_id, company_id, fact, day, previous, n)
  select tenant, company, of_fact, w.day, w.previous, 0 from unnest(wrong_days, wrong_previous) as w (day, previous)
  where w.previous is not null on conflict do nothing;
  update activity.gap g set n = g.n + w.n from unnest(wrong_days, wrong_previous, differences) as w (day, previous, n)
  where g.tenant_id = tenant and g.company_id = company and g.fact = of_fact and g.day = w.day and g.previous = w.previous;
  insert into activity.day (tenant_id, company_id, fact, day, n)
  select distinct tenant, company, of_fact, w.day, 0 from unnest(wrong_days) as w (day) on conflict do nothing;
  update activity.day d set n = d.n + coalesce(w.n, 0), fresh = null
  from (select day, sum(n) filter (where previous is null) as n from unnest(wrong_days, wrong_previous, differences) as u (day, previous, n) group by day) w
  where d.tenant_id = tenant and d.company_id = company and d.fact = of_fact and d.day = w.day;

  update activity.day d set fresh = activity.fold(tenant, company, of_fact, d.day)
  where d.tenant_id = tenant and d.company_id = company and d.fact = of_fact and d.day = any (unfolded);
  return cardinality(wrong_days);
end $$;

-- Loads the history of members who have no activity in the company yet, e.g. from a former system: whole calendars at once, where mark
-- would go day by day. Days that do not fit a calendar (735 days before the member's newest, at least) are passed over.
create function activity.load(tenant uuid, company uuid, members uuid[], marked date[], facts smallint[]) returns integer
language plpgsql as $$
declare
  refused integer;
  total integer;
begin
  perform set_config('muster.tenant', tenant::text, true);
  perform activity.lock(tenant);
  with asked as (
    select u.member, f.fact::smallint as fact, u.day
    from unnest(members, marked, facts) as u (member, day, facts) join generate_series(0, 7) as f (fact) on (u.facts >> f.fact) & 1 = 1
  ), newest as (
    select a.member, a.fact, max(a.day) as last from asked a group by 1, 2
  ), calendars as (
    select n.member, n.fact, n.last, bit_or(set_bit(0::bit(768), a.day - activity.base(n.last), 1)) as days
    from asked a join newest n using (member, fact) where a.day >= activity.base(n.last) group by 1, 2, 3
  ), put as (
    insert into activity.calendar (tenant_id, company_id, fact, member_id, last, days)
    select tenant, company, c.fact, c.member, c.last, c.days from calendars c
    on conflict do nothing returning fact, last, days
  ), cells as (
    select p.fact, e.day, activity.within_reach(e.previous, e.day) as previous, count(*)::integer as n
    from put p cross join lateral activity.days(p.last, null, p.days, activity.base(p.last)) e group by 1, 2, 3
  ), gaps as (
    insert into activity.gap as g (tenant_id, company_id, fact, day, previous, n)
    select tenant, company, c.fact, c.day, c.previous, c.n from cells c
    on conflict (tenant_id, company_id, fact, day, previous) do update set n = g.n + excluded.n
  ), daily as (
    insert into activity.day as d (tenant_id, company_id, fact, day, n)
    select tenant, company, c.fact, c.day, sum(c.n) from cells c group by 3, 4
    on conflict (tenant_id, company_id, fact, day) do update set n = d.n + excluded.n, fresh = null
  )
  select (select count(*) from calendars) - (select count(*) from put), (select coalesce(sum(c.n), 0) from cells c) into refused, total;
  if refused > 0 then
    raise exception 'activity: % of the calendars to load are there already', refused using errcode = 'unique_violation';
  end if;
  return total;
end $$;
