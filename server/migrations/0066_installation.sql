-- Installation status: who has the apps, who may be told how to install them, and how many of each there are in every team.
create schema installation;
grant usage on schema installation to muster_app;

-- A member's own choice to get no installation guides (RFC 8058); it stays with the member, whatever address they have.
create table installation.opt_out (
  tenant_id uuid not null,
  member_id uuid not null,
  opted_out_at timestamptz not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('installation.opt_out', 'select, insert, delete');

-- IS-1, IS-2: a narrow row per member, written by triggers only. What a template allows is not in it: a template that changes, or a user
-- type's that does, changes no row. So every state follows from few combinations of these columns.
create table installation.entry (
  tenant_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  name_key text collate "C" not null,
  login text collate "C" not null,
  -- What says which apps are allowed: the member's own template, else the user type, else nil; all F while the use of apps is blocked.
  source_id uuid not null,
  -- 0 as good as any, 1 awaiting until activates_at, 2 suspended, 3 deleted.
  standing smallint not null,
  activates_at timestamptz,
  -- 0 no personal e-mail, 1 one, 2 one to which no guides are wanted.
  contact smallint not null,
  has_mobile boolean not null,
  has_pc boolean not null,
  primary key (tenant_id, member_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
-- Of each combination by name or ID, and of all by name or ID.
create index entry_kind_name on installation.entry
  (tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc, name_key, member_id) include (activates_at);
create index entry_kind_login on installation.entry
  (tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc, login, member_id) include (activates_at);
create index entry_name on installation.entry (tenant_id, company_id, name_key, member_id)
  include (source_id, standing, contact, has_mobile, has_pc, activates_at);
create index entry_login on installation.entry (tenant_id, company_id, login, member_id)
  include (source_id, standing, contact, has_mobile, has_pc, activates_at);
create index entry_awaiting on installation.entry (tenant_id, company_id, activates_at)
  include (source_id, contact, has_mobile, has_pc, member_id) where standing = 1;
call muster.protect('installation.entry', 'select, insert, update, delete');

-- How many entries there are of each combination; deleted members apart. A change adds a row, a job adds the rows up.
create table installation.tally (
  tenant_id uuid not null,
  company_id uuid not null,
  source_id uuid not null,
  standing smallint not null,
  contact smallint not null,
  has_mobile boolean not null,
  has_pc boolean not null,
  n integer not null
);
create index tally_by_company on installation.tally (tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc) include (n);
call muster.protect('installation.tally', 'select, insert, delete');

-- How many members a team has by what allows them apps: itself, or with all teams beneath it (each member once); of those, how many have
-- used the apps, and how many who can be mailed lack the one app, the other, or both. Deleted members are not counted; who awaits their
-- first day is, and is taken off when it is read. As with members.team_count, a change adds a row.
create table installation.team_count (
  tenant_id uuid not null,
  company_id uuid not null,
  beneath boolean not null,
  team_id uuid not null,
  source_id uuid not null,
  members integer not null,
  mobile integer not null,
  pc integer not null,
  lack_mobile integer not null,
  lack_pc integer not null,
  lack_both integer not null,
  primary key (tenant_id, company_id, beneath, team_id, source_id)
    include (members, mobile, pc, lack_mobile, lack_pc, lack_both)
);
call muster.protect('installation.team_count', 'select, insert, update, delete');
create table installation.team_change (
  tenant_id uuid not null,
  company_id uuid not null,
  beneath boolean not null,
  team_id uuid not null,
  source_id uuid not null,
  members integer not null,
  mobile integer not null,
  pc integer not null,
  lack_mobile integer not null,
  lack_pc integer not null,
  lack_both integer not null
);
create index team_change_by_team on installation.team_change (tenant_id, company_id, beneath, team_id);
call muster.protect('installation.team_change', 'select, insert, delete');

-- Makes the entries of some members anew. Their rows are locked first: of two changes at once the second sees what the first left. The
-- tree before that, as whoever changes teams does: who is counted where depends on both.
create function installation.refresh(tenant uuid, who uuid[]) returns void language plpgsql as $$
declare
  nil constant uuid := '00000000-0000-0000-0000-000000000000';
  blocked constant uuid := 'ffffffff-ffff-ffff-ffff-ffffffffffff';
begin
  perform members.share_tree(tenant);
  perform from installation.entry e where e.tenant_id = tenant and e.member_id = any (who) order by e.member_id for no key update;
  insert into installation.entry as e (tenant_id, member_id, company_id, name_key, login, source_id, standing, activates_at, contact, has_mobile, has_pc)
  select tenant, a.member_id, a.company_id, members.sort_key(a.name, a.phonetic), a.login,
    case when a.app_blocked_at is not null then blocked else coalesce(a.permission_id, a.user_type_id, nil) end,
    case when a.deleted_at is not null then 3 when a.suspended_at is not null then 2
      when a.activates_at is not null and not coalesce(a.activates_at <= a.first_signed_in_at, false) then 1 else 0 end,
    a.activates_at,
    case when a.personal_email is null then 0
      when exists (select from installation.opt_out o where o.tenant_id = tenant and o.member_id = a.member_id) then 2 else 1 end,
    exists (select from devices.used u where u.tenant_id = tenant and u.member_id = a.member_id and u.app = 'mobile'),
    exists (select from devices.used u where u.tenant_id = tenant and u.member_id = a.member_id and u.app = 'pc')
  from members.account a where a.tenant_id = tenant and a.member_id = any (who)
  order by a.member_id
  on conflict (tenant_id, member_id) do update set
    company_id = excluded.company_id, name_key = excluded.name_key, login = excluded.login, source_id = excluded.source_id,
    standing = excluded.standing, activates_at = excluded.activates_at, contact = excluded.contact,
    has_mobile = excluded.has_mobile, has_pc = excluded.has_pc
  where (e.company_id, e.name_key, e.login, e.source_id, e.standing, e.activates_at, e.contact, e.has_mobile, e.has_pc)
    is distinct from (excluded.company_id, excluded.name_key, excluded.login, excluded.source_id, excluded.standing, excluded.activates_at,
      excluded.contact, excluded.has_mobile, excluded.has_pc);
end $$;

-- Whatever an entry depends on: members that come, and rows that come and go of device rows and of choices.
create function installation.on_rows() returns trigger language plpgsql as $$
declare
  touched record;
begin
  for touched in select t.tenant_id, array_agg(distinct t.member_id) as who from touched_rows t group by 1 loop
    perform installation.refresh(touched.tenant_id, touched.who);
  end loop;
  return null;
end $$;
create trigger installation_added after insert on members.member referencing new table as touched_rows
  for each statement execute function installation.on_rows();
create trigger installation_added after insert on devices.device_row referencing new table as touched_rows
  for each statement execute function installation.on_rows();
create trigger installation_removed after delete on devices.device_row referencing old table as touched_rows
  for each statement execute function installation.on_rows();
create trigger installation_added after insert on installation.opt_out referencing new table as touched_rows
  for each statement execute function installation.on_rows();
create trigger installation_removed after delete on installation.opt_out referencing old table as touched_rows
  for each statement execute function installation.on_rows();

-- A member who changes in what matters here. Row by row: of a statement that changes many, few matter.
create function installation.on_member() returns trigger language plpgsql as $$
begin
  perform installation.refresh(new.tenant_id, array[new.member_id]);
  return null;
end $$;
create trigger installation_changed after update on members.member for each row
  when ((old.company_id, old.name, old.phonetic, old.login, old.permission_id, old.user_type_id, old.activates_at)
      is distinct from (new.company_id, new.name, new.phonetic, new.login, new.permission_id, new.user_type_id, new.activates_at)
    or (old.personal_email is null, old.suspended_at is null, old.deleted_at is null, old.app_blocked_at is null)
      is distinct from (new.personal_email is null, new.suspended_at is null, new.deleted_at is null, new.app_blocked_at is null)
    or (new.activates_at is not null and old.first_signed_in_at is distinct from new.first_signed_in_at))
  execute function installation.on_member();

-- What an entry adds to the counts of its teams.
create type installation.weight as (members integer, mobile integer, pc integer, lack_mobile integer, lack_pc integer, lack_both integer);
create function installation.weigh(standing smallint, contact smallint, has_mobile boolean, has_pc boolean) returns installation.weight
language sql immutable as $$
  select row(
    (standing < 3)::integer, (standing < 3 and has_mobile)::integer, (standing < 3 and has_pc)::integer,
    (standing < 2 and contact = 1 and not has_mobile and has_pc)::integer,
    (standing < 2 and contact = 1 and has_mobile and not has_pc)::integer,
    (standing < 2 and contact = 1 and not has_mobile and not has_pc)::integer)::installation.weight
$$;

create function installation.plus(a installation.weight, b installation.weight) returns installation.weight language sql immutable as $$
  select row(a.members + b.members, a.mobile + b.mobile, a.pc + b.pc, a.lack_mobile + b.lack_mobile, a.lack_pc + b.lack_pc,
    a.lack_both + b.lack_both)::installation.weight
$$;
create aggregate installation.total(installation.weight) (sfunc = installation.plus, stype = installation.weight, initcond = '(0,0,0,0,0,0)');

-- A member who counts more (sign 1) or less (-1) in a team.
create type installation.step as (beneath boolean, team_id uuid, source_id uuid, sign integer, weight installation.weight);
create function installation.count(tenant uuid, steps installation.step[]) returns void language sql as $$
  insert into installation.team_change (tenant_id, company_id, beneath, team_id, source_id, members, mobile, pc, lack_mobile, lack_pc, lack_both)
  select tenant, t.company_id, s.beneath, s.team_id, s.source_id, sum(s.sign * (s.weight).members), sum(s.sign * (s.weight).mobile), sum(s.sign * (s.weight).pc),
    sum(s.sign * (s.weight).lack_mobile), sum(s.sign * (s.weight).lack_pc), sum(s.sign * (s.weight).lack_both)
  from unnest(steps) s join members.node t on t.tenant_id = tenant and t.team_id = s.team_id
  group by t.company_id, s.beneath, s.team_id, s.source_id
  having sum(s.sign * (s.weight).members) <> 0 or sum(s.sign * (s.weight).mobile) <> 0 or sum(s.sign * (s.weight).pc) <> 0
    or sum(s.sign * (s.weight).lack_mobile) <> 0 or sum(s.sign * (s.weight).lack_pc) <> 0 or sum(s.sign * (s.weight).lack_both) <> 0
$$;

-- The teams in which some members count: their own, and each of those with all above it.
create function installation.spots(tenant uuid, who uuid[]) returns table (member_id uuid, beneath boolean, team_id uuid) language sql stable as $$
  with places as materialized (
    select a.member_id, a.team_id from members.affiliated a where a.tenant_id = tenant and a.member_id = any (who)
  ), above as materialized (
    select * from members.teams_above(tenant, (select array_agg(distinct p.team_id) from places p))
  )
  select p.member_id, false, p.team_id from places p
  union all
  select distinct p.member_id, true, u.above_id from places p join above u on u.team_id = p.team_id
$$;

-- The counts follow the entries: what an entry was counts less, what it is counts more.
create function installation.on_entry() returns trigger language plpgsql as $$
declare
  came installation.entry[];
  went installation.entry[];
  touched record;
begin
  if tg_op = 'INSERT' then
    select array_agg(row(n.*)::installation.entry) into came from new_entry n;
  elsif tg_op = 'DELETE' then
    select array_agg(row(o.*)::installation.entry) into went from old_entry o;
  else
    select array_agg(row(n.*)::installation.entry), array_agg(row(o.*)::installation.entry) into came, went
    from new_entry n join old_entry o on o.tenant_id = n.tenant_id and o.member_id = n.member_id
    where (n.company_id, n.source_id, n.standing, n.contact, n.has_mobile, n.has_pc)
      is distinct from (o.company_id, o.source_id, o.standing, o.contact, o.has_mobile, o.has_pc);
  end if;
  insert into installation.tally (tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc, n)
  select e.tenant_id, e.company_id, e.source_id, e.standing, e.contact, e.has_mobile, e.has_pc, sum(e.sign)
  from (select c.*, 1 as sign from unnest(came) c union all select w.*, -1 from unnest(went) w) e
  where e.standing < 3 group by 1, 2, 3, 4, 5, 6, 7 having sum(e.sign) <> 0;
  for touched in
    select e.tenant_id, array_agg(distinct e.member_id) as who from (select * from unnest(came) union all select * from unnest(went)) e group by 1
  loop
    perform installation.count(touched.tenant_id, array_agg(
      row(s.beneath, s.team_id, e.source_id, e.sign, installation.weigh(e.standing, e.contact, e.has_mobile, e.has_pc))::installation.step))
    from installation.spots(touched.tenant_id, touched.who) s
    join (select c.*, 1 as sign from unnest(came) c union all select w.*, -1 from unnest(went) w) e
      on e.tenant_id = touched.tenant_id and e.member_id = s.member_id;
  end loop;
  return null;
end $$;
create trigger count_added after insert on installation.entry referencing new table as new_entry for each statement execute function installation.on_entry();
create trigger count_removed after delete on installation.entry referencing old table as old_entry for each statement execute function installation.on_entry();
create trigger count_changed after update on installation.entry referencing old table as old_entry new table as new_entry
  for each statement execute function installation.on_entry();

-- Affiliations that came (sign 1) and went (-1), after the fact, as members.count_affiliations has it: a member counts once in a node, however
-- many of their teams stand beneath it. The entries are locked, so that nobody's combination changes meanwhile.
create function installation.count_affiliations(tenant uuid, who uuid[], teams uuid[], signs integer[]) returns void language plpgsql as $$
begin
  perform members.share_tree(tenant);
  perform from installation.entry e where e.tenant_id = tenant and e.member_id = any (who) order by e.member_id for no key update;
  perform installation.count(tenant, array_agg(
    row(c.beneath, c.team_id, e.source_id, c.sign, installation.weigh(e.standing, e.contact, e.has_mobile, e.has_pc))::installation.step))
  from (
    with touched as materialized (
      select u.member_id, u.team_id, u.sign from unnest(who, teams, signs) as u (member_id, team_id, sign)
    ), held as materialized (
      select a.member_id, a.team_id from members.affiliated a where a.tenant_id = tenant and a.member_id = any (who)
    ), above as materialized (
      select * from members.teams_above(tenant, (select array_agg(distinct x.team_id) from (select team_id from touched union all select team_id from held) x))
    ), change as (
      select t.member_id, u.above_id, sum(t.sign) as n from touched t join above u on u.team_id = t.team_id group by 1, 2
    ), now as (
      select h.member_id, u.above_id, count(*) as n from held h join above u on u.team_id = h.team_id group by 1, 2
    )
    select c.member_id, true as beneath, c.above_id as team_id, (coalesce(n.n, 0) > 0)::integer - (coalesce(n.n, 0) - c.n > 0)::integer as sign
    from change c left join now n on n.member_id = c.member_id and n.above_id = c.above_id
    union all
    select t.member_id, false, t.team_id, t.sign from touched t
  ) c join installation.entry e on e.tenant_id = tenant and e.member_id = c.member_id;
end $$;
create function installation.on_affiliation() returns trigger language plpgsql as $$
declare
  touched record;
begin
  if tg_op = 'INSERT' then
    for touched in select a.tenant_id, array_agg(a.member_id) as who, array_agg(a.team_id) as teams, array_agg(1) as signs from added a group by 1 loop
      perform installation.count_affiliations(touched.tenant_id, touched.who, touched.teams, touched.signs);
    end loop;
  elsif tg_op = 'DELETE' then
    for touched in select a.tenant_id, array_agg(a.member_id) as who, array_agg(a.team_id) as teams, array_agg(-1) as signs from removed a group by 1 loop
      perform installation.count_affiliations(touched.tenant_id, touched.who, touched.teams, touched.signs);
    end loop;
  else
    for touched in
      select a.tenant_id, array_agg(a.member_id) as who, array_agg(a.team_id) as teams, array_agg(a.sign) as signs from (
        select n.tenant_id, n.member_id, n.team_id, 1 as sign from added n
        union all select o.tenant_id, o.member_id, o.team_id, -1 from removed o
      ) a group by 1
    loop
      perform installation.count_affiliations(touched.tenant_id, touched.who, touched.teams, touched.signs);
    end loop;
  end if;
  return null;
end $$;
create trigger installation_added after insert on members.affiliation referencing new table as added
  for each statement execute function installation.on_affiliation();
create trigger installation_removed after delete on members.affiliation referencing old table as removed
  for each statement execute function installation.on_affiliation();
create trigger installation_changed after update on members.affiliation referencing old table as removed new table as added
  for each statement execute function installation.on_affiliation();

-- A team that moves takes its members from the nodes above its old place to those above its new one, save those who are there anyway
-- through another team; as members.on_move has it.
create function installation.on_move() returns trigger language plpgsql set plan_cache_mode = force_custom_plan as $$
declare
  moved uuid[];
begin
  perform members.lock_tree(new.tenant_id);
  moved := array(select members.teams_beneath(new.tenant_id, new.team_id));
  perform installation.count(new.tenant_id, array_agg(row(true, s.above_id, s.source_id, s.sign, s.weight)::installation.step))
  from (
    with sides as materialized (
      select above_id, sum(sign)::integer as sign from (
        select u.above_id, 1 as sign from members.teams_above(new.tenant_id, array[new.parent_id]) u
        union all select u.above_id, -1 from members.teams_above(new.tenant_id, array[old.parent_id]) u
      ) x group by 1 having sum(sign) <> 0
    ), people as materialized (
      select e.member_id, e.source_id, installation.weigh(e.standing, e.contact, e.has_mobile, e.has_pc) as weight from installation.entry e
      where e.tenant_id = new.tenant_id and e.standing < 3
        and e.member_id in (select a.member_id from members.affiliated a where a.tenant_id = new.tenant_id and a.team_id = any (moved))
    ), elsewhere as materialized (
      select p.member_id, a.team_id from people p join members.affiliated a on a.tenant_id = new.tenant_id and a.member_id = p.member_id
      where a.team_id <> all (moved)
    ), anyway as materialized (
      select distinct x.member_id, u.above_id from elsewhere x
      join members.teams_above(new.tenant_id, (select array_agg(distinct team_id) from elsewhere)) u on u.team_id = x.team_id
      where u.above_id in (select above_id from sides)
    ), all_of as (
      select p.source_id, installation.total(p.weight) as weight from people p group by 1
    ), not_moving as (
      select a.above_id, p.source_id, installation.total(p.weight) as weight from anyway a join people p on p.member_id = a.member_id group by 1, 2
    )
    select s.above_id, o.source_id, s.sign, o.weight from sides s cross join all_of o
    union all
    select s.above_id, m.source_id, -s.sign, m.weight from sides s join not_moving m on m.above_id = s.above_id
  ) s;
  return null;
end $$;
create trigger installation_moved after update on members.team for each row
  when (old.parent_id is distinct from new.parent_id) execute function installation.on_move();

-- Adds the committed changes to the counts.
create function installation.fold(tenant uuid) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('installation fold ' || tenant::text, 0));
  with gone as (
    delete from installation.team_change c where c.tenant_id = tenant returning c.*
  )
  insert into installation.team_count as k (tenant_id, company_id, beneath, team_id, source_id, members, mobile, pc, lack_mobile, lack_pc, lack_both)
  select tenant, g.company_id, g.beneath, g.team_id, g.source_id, sum(g.members), sum(g.mobile), sum(g.pc), sum(g.lack_mobile), sum(g.lack_pc), sum(g.lack_both)
  from gone g group by g.company_id, g.beneath, g.team_id, g.source_id
  on conflict (tenant_id, company_id, beneath, team_id, source_id) do update set
    members = k.members + excluded.members, mobile = k.mobile + excluded.mobile, pc = k.pc + excluded.pc,
    lack_mobile = k.lack_mobile + excluded.lack_mobile, lack_pc = k.lack_pc + excluded.lack_pc, lack_both = k.lack_both + excluded.lack_both;
  if not exists (select from installation.tally t where t.tenant_id = tenant
      group by t.company_id, t.source_id, t.standing, t.contact, t.has_mobile, t.has_pc having count(*) > 1 or sum(t.n) = 0) then
    return;
  end if;
  with gone as (
    delete from installation.tally t where t.tenant_id = tenant returning t.*
  )
  insert into installation.tally (tenant_id, company_id, source_id, standing, contact, has_mobile, has_pc, n)
  select tenant, g.company_id, g.source_id, g.standing, g.contact, g.has_mobile, g.has_pc, sum(g.n)
  from gone g group by 2, 3, 4, 5, 6, 7 having sum(g.n) <> 0;
end $$;

-- Who is there already: their entries, which bring the counts along.
do $$
declare
  known record;
begin
  for known in select m.tenant_id, array_agg(m.member_id) as who from members.account m group by 1 loop
    perform installation.refresh(known.tenant_id, known.who);
    perform installation.fold(known.tenant_id);
  end loop;
end $$;
