-- MB-9: how full members' storage is, step by step, in the place of one mark at 90 %.
drop function storage.step(storage.used, integer);
drop function storage.add(storage.step[]);
drop type storage.step;
drop index storage.used_near;
alter table storage.used drop column is_near;

-- The highest step, in per cent, that use has reached of the member's own quota; 0: less than half of it, or there is none.
create function storage.filled(used bigint, quota bigint) returns smallint language sql immutable as $$
  select case when used = 0 or quota is null then 0
    else (select coalesce(max(step), 0) from unnest(array[50, 60, 70, 80, 90, 100]) step where used::numeric * 100 >= quota::numeric * step) end::smallint
$$;
alter table storage.used add column filled smallint not null generated always as (storage.filled(used, quota)) stored;
create index used_filled on storage.used (tenant_id, company_id, kind, filled, used desc, member_id desc);

-- How many members are at each step or above.
alter table storage.total drop column near;
alter table storage.total
  add column at_50 integer not null default 0,
  add column at_60 integer not null default 0,
  add column at_70 integer not null default 0,
  add column at_80 integer not null default 0,
  add column at_90 integer not null default 0,
  add column at_100 integer not null default 0;

create type storage.step as (
  tenant_id uuid, company_id uuid, kind smallint, used numeric, quota numeric, members integer, unlimited integer,
  at_50 integer, at_60 integer, at_70 integer, at_80 integer, at_90 integer, at_100 integer, reported_at timestamptz
);
create function storage.step(u storage.used, sign integer) returns storage.step language sql immutable as $$
  select row(u.tenant_id, u.company_id, u.kind, sign * u.used, sign * coalesce(u.quota, 0), sign, sign * (u.quota is null)::integer,
    sign * (u.filled >= 50)::integer, sign * (u.filled >= 60)::integer, sign * (u.filled >= 70)::integer, sign * (u.filled >= 80)::integer,
    sign * (u.filled >= 90)::integer, sign * (u.filled >= 100)::integer, u.reported_at)::storage.step
$$;
-- In key order, so that two reports at once wait for each other and never for ever.
create function storage.add(steps storage.step[]) returns void language sql as $$
  insert into storage.total as t (tenant_id, company_id, kind, used, quota, members, unlimited, at_50, at_60, at_70, at_80, at_90, at_100, reported_at)
  select s.tenant_id, s.company_id, s.kind, sum(s.used), sum(s.quota), sum(s.members), sum(s.unlimited),
    sum(s.at_50), sum(s.at_60), sum(s.at_70), sum(s.at_80), sum(s.at_90), sum(s.at_100), max(s.reported_at)
  from unnest(steps) s group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, company_id, kind) do update set
    used = t.used + excluded.used, quota = t.quota + excluded.quota, members = t.members + excluded.members,
    unlimited = t.unlimited + excluded.unlimited, at_50 = t.at_50 + excluded.at_50, at_60 = t.at_60 + excluded.at_60,
    at_70 = t.at_70 + excluded.at_70, at_80 = t.at_80 + excluded.at_80, at_90 = t.at_90 + excluded.at_90,
    at_100 = t.at_100 + excluded.at_100, reported_at = greatest(t.reported_at, excluded.reported_at)
$$;
update storage.total t set at_50 = c.at_50, at_60 = c.at_60, at_70 = c.at_70, at_80 = c.at_80, at_90 = c.at_90, at_100 = c.at_100
from (
  select tenant_id, company_id, kind, count(*) filter (where filled >= 50) as at_50, count(*) filter (where filled >= 60) as at_60,
    count(*) filter (where filled >= 70) as at_70, count(*) filter (where filled >= 80) as at_80, count(*) filter (where filled >= 90) as at_90,
    count(*) filter (where filled >= 100) as at_100
  from storage.used group by 1, 2, 3
) c where (c.tenant_id, c.company_id, c.kind) = (t.tenant_id, t.company_id, t.kind);

-- Steps that a company's use has reached and administrators were told of. A row goes when use has fallen well beneath its step, so that a step
-- which use wavers about is told once. `since`: since when use has been at the step or above; null: it is beneath it now.
create table storage.reached (
  tenant_id uuid not null,
  company_id uuid not null,
  kind smallint not null check (kind in (1, 2)),
  step smallint not null,
  since timestamptz,
  primary key (tenant_id, company_id, kind, step),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('storage.reached', 'select, insert, update, delete');
