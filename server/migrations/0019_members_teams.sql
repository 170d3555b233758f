-- The team tree and how many members its nodes have, counted in the transaction that changes it.

-- Which teams have a leader, for the chart; what stands in the way of deleting a level or a user type.
create index affiliation_leader on members.affiliation (tenant_id, company_id) where is_leader;
create index member_by_level on members.member (tenant_id, level_id) where level_id is not null;
create index member_by_user_type on members.member (tenant_id, user_type_id) where user_type_id is not null;
create index team_by_parent on members.team (tenant_id, parent_id) where parent_id is not null;

-- Members of a team itself (`direct`) and with all teams beneath (`total`: a member who is in several of them once). Deleted members
-- are not counted. A change adds a row to `team_change` instead of updating the counts, or every change would wait for every other at
-- the topmost team's row; a job folds the rows in. The count is the sum of both tables, in one statement.
create table members.team_count (
  tenant_id uuid not null,
  team_id uuid not null,
  direct integer not null,
  total integer not null,
  primary key (tenant_id, team_id)
);
call muster.protect('members.team_count', 'select, insert, update, delete');
create table members.team_change (
  tenant_id uuid not null,
  team_id uuid not null,
  direct integer not null,
  total integer not null
);
create index team_change_by_team on members.team_change (tenant_id, team_id);
call muster.protect('members.team_change', 'select, insert, delete');

-- The tree of a tenant's teams is changed by one at a time, and while it is no member changes teams: who is counted where depends on both.
create function members.lock_tree(tenant uuid) returns void language sql
as $$ select pg_advisory_xact_lock(hashtextextended('members tree ' || tenant::text, 0)) $$;
create function members.share_tree(tenant uuid) returns void language sql
as $$ select pg_advisory_xact_lock_shared(hashtextextended('members tree ' || tenant::text, 0)) $$;

-- Each of some teams with itself and all teams above it.
create function members.teams_above(tenant uuid, teams uuid[]) returns table (team_id uuid, above_id uuid) language sql stable
as $$
  with recursive up as (
    select t.team_id, t.team_id as above_id, t.parent_id from members.team t where t.tenant_id = tenant and t.team_id = any (teams)
    union all
    select up.team_id, t.team_id, t.parent_id from up join members.team t on t.tenant_id = tenant and t.team_id = up.parent_id
  )
  select up.team_id, up.above_id from up
$$;

-- A team with all teams beneath it.
create function members.teams_beneath(tenant uuid, top uuid) returns setof uuid language sql stable
as $$
  with recursive down as (
    select t.team_id from members.team t where t.tenant_id = tenant and t.team_id = top
    union
    select t.team_id from down join members.team t on t.tenant_id = tenant and t.parent_id = down.team_id
  )
  select down.team_id from down
$$;

-- Counts affiliations that came (sign 1) and went (-1), after the fact. A member's row is locked first: of two changes of one member at
-- once the second then sees what the first left, so that a member is counted once however many teams beneath one node they are in.
create function members.count_affiliations(tenant uuid, who uuid[], teams uuid[], signs smallint[]) returns void
language plpgsql as $$
begin
  perform members.share_tree(tenant);
  perform from members.member m where m.tenant_id = tenant and m.member_id = any (who)
  order by m.member_id for no key update;
  insert into members.team_change (tenant_id, team_id, direct, total)
  with touched as materialized (
    select u.member_id, u.team_id, u.sign from unnest(who, teams, signs) as u (member_id, team_id, sign)
    join members.member m on m.tenant_id = tenant and m.member_id = u.member_id where m.deleted_at is null
  ), held as materialized (
    select a.member_id, a.team_id from members.affiliation a
    where a.tenant_id = tenant and a.member_id in (select t.member_id from touched t)
  ), above as materialized (
    select * from members.teams_above(tenant, (select array_agg(distinct x.team_id) from (select team_id from touched union all select team_id from held) x))
  ), change as (
    select t.member_id, u.above_id, sum(t.sign) as n from touched t join above u on u.team_id = t.team_id group by 1, 2
  ), now as (
    select h.member_id, u.above_id, count(*) as n from held h join above u on u.team_id = h.team_id group by 1, 2
  ), counted as (
    select c.above_id as team_id, 0 as direct, (coalesce(n.n, 0) > 0)::integer - (coalesce(n.n, 0) - c.n > 0)::integer as total
    from change c left join now n using (member_id, above_id)
    union all
    select t.team_id, t.sign, 0 from touched t
  )
  select tenant, c.team_id, sum(c.direct), sum(c.total) from counted c group by c.team_id having sum(c.direct) <> 0 or sum(c.total) <> 0;
end $$;

create function members.on_affiliation() returns trigger language plpgsql as $$
declare
  tenant uuid;
begin
  if tg_op = 'INSERT' then
    for tenant in select distinct a.tenant_id from added a loop
      perform members.count_affiliations(tenant, array_agg(a.member_id), array_agg(a.team_id), array_agg(1::smallint))
      from added a where a.tenant_id = tenant;
    end loop;
  elsif tg_op = 'DELETE' then
    for tenant in select distinct a.tenant_id from removed a loop
      perform members.count_affiliations(tenant, array_agg(a.member_id), array_agg(a.team_id), array_agg((-1)::smallint))
      from removed a where a.tenant_id = tenant;
    end loop;
  else
    for tenant in select distinct a.tenant_id from removed a loop
      perform members.count_affiliations(tenant, array_agg(a.member_id), array_agg(a.team_id), array_agg(a.sign))
      from (
        select n.tenant_id, n.member_id, n.team_id, 1::smallint as sign from added n
        union all select o.tenant_id, o.member_id, o.team_id, (-1)::smallint from removed o
      ) a where a.tenant_id = tenant;
    end loop;
  end if;
  return null;
end $$;
create trigger count_added after insert on members.affiliation referencing new table as added
  for each statement execute function members.on_affiliation();
create trigger count_removed after delete on members.affiliation referencing old table as removed
  for each statement execute function members.on_affiliation();
create trigger count_changed after update on members.affiliation referencing old table as removed new table as added
  for each statement execute function members.on_affiliation();

-- MB-15: a deleted member leaves the counts, and comes back into them with undeletion.
create function members.on_deletion() returns trigger language plpgsql as $$
declare
  sign constant integer := case when new.deleted_at is null then 1 else -1 end;
  teams uuid[];
begin
  perform members.share_tree(new.tenant_id);
  select array_agg(a.team_id) into teams from members.affiliation a where a.tenant_id = new.tenant_id and a.member_id = new.member_id;
  insert into members.team_change (tenant_id, team_id, direct, total)
  select new.tenant_id, u.above_id, sign * (u.above_id = any (teams))::integer, sign
  from (select distinct above_id from members.teams_above(new.tenant_id, teams)) u;
  return null;
end $$;
create trigger count_deletion after update on members.member for each row
  when ((old.deleted_at is null) <> (new.deleted_at is null)) execute function members.on_deletion();

-- A member who is counted leaves the teams before the row goes, while it can still be seen that they were counted.
create function members.on_removal() returns trigger language plpgsql as $$
begin
  delete from members.affiliation where tenant_id = old.tenant_id and member_id = old.member_id;
  return old;
end $$;
create trigger count_removal before delete on members.member for each row
  when (old.deleted_at is null) execute function members.on_removal();

-- A team that moves takes its members from the nodes above its old place to those above its new one, save those who are there anyway
-- through another team. No node may come to stand beneath itself, whoever moves it.
create function members.on_move() returns trigger language plpgsql as $$
begin
  perform members.lock_tree(new.tenant_id);
  if new.parent_id in (select members.teams_beneath(new.tenant_id, new.team_id)) then
    raise exception 'a team beneath itself' using errcode = 'check_violation';
  end if;
  insert into members.team_change (tenant_id, team_id, direct, total)
  with moved as materialized (
    select t as team_id from members.teams_beneath(new.tenant_id, new.team_id) t
  ), sides as materialized (
    select above_id, sum(sign) as sign from (
      select u.above_id, 1 as sign from members.teams_above(new.tenant_id, array[new.parent_id]) u
      union all select u.above_id, -1 from members.teams_above(new.tenant_id, array[old.parent_id]) u
    ) s group by 1 having sum(sign) <> 0
  ), people as materialized (
    select distinct a.member_id from moved join members.affiliation a on a.tenant_id = new.tenant_id and a.team_id = moved.team_id
    join members.member m on m.tenant_id = new.tenant_id and m.member_id = a.member_id where m.deleted_at is null
  ), elsewhere as materialized (
    select p.member_id, a.team_id from people p join members.affiliation a on a.tenant_id = new.tenant_id and a.member_id = p.member_id
    where a.team_id not in (select team_id from moved)
  ), anyway as (
    select u.above_id, count(distinct e.member_id) as n from elsewhere e
    join members.teams_above(new.tenant_id, (select array_agg(distinct team_id) from elsewhere)) u on u.team_id = e.team_id
    where u.above_id in (select above_id from sides) group by 1
  )
  select new.tenant_id, s.above_id, 0, s.sign * ((select count(*) from people) - coalesce(a.n, 0))
  from sides s left join anyway a using (above_id) where (select count(*) from people) > coalesce(a.n, 0);
  return null;
end $$;
create trigger count_move after update on members.team for each row
  when (old.parent_id is distinct from new.parent_id) execute function members.on_move();

-- Adds the changes that have been committed to the counts. Answers how many there were.
create function members.fold_team_changes(tenant uuid) returns integer language plpgsql as $$
declare
  folded integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('members fold ' || tenant::text, 0));
  with gone as (
    delete from members.team_change c where c.tenant_id = tenant returning c.team_id, c.direct, c.total
  ), put as (
    insert into members.team_count as k (tenant_id, team_id, direct, total)
    select tenant, g.team_id, sum(g.direct), sum(g.total) from gone g group by g.team_id
    on conflict (tenant_id, team_id) do update set direct = k.direct + excluded.direct, total = k.total + excluded.total
  )
  select count(*) into folded from gone;
  return folded;
end $$;

-- Who is there already.
insert into members.team_count (tenant_id, team_id, direct, total)
with recursive above as (
  select t.tenant_id, t.team_id, t.team_id as above_id, t.parent_id from members.team t
  union all
  select u.tenant_id, u.team_id, t.team_id, t.parent_id from above u join members.team t on t.tenant_id = u.tenant_id and t.team_id = u.parent_id
)
select u.tenant_id, u.above_id, count(distinct a.member_id) filter (where a.team_id = u.above_id), count(distinct a.member_id)
from above u join members.affiliation a on a.tenant_id = u.tenant_id and a.team_id = u.team_id
join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
where m.deleted_at is null group by 1, 2;
