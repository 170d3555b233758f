-- MB-9: storage in use, as the services report it.
create schema storage;
grant usage on schema storage to muster_app;

-- What a member uses of a kind: 1 Drive, 2 Mail. It goes when the member is purged, or is transferred to another company.
create table storage.used (
  tenant_id uuid not null,
  member_id uuid not null,
  kind smallint not null check (kind in (1, 2)),
  company_id uuid not null,
  used bigint not null check (used >= 0),
  quota bigint check (quota >= 0),
  reported_at timestamptz not null,
  -- At 90 % of the quota, or more.
  is_near boolean not null generated always as (coalesce(used > 0 and used::numeric * 10 >= quota::numeric * 9, false)) stored,
  primary key (tenant_id, member_id, kind),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index used_largest on storage.used (tenant_id, company_id, kind, used desc, member_id desc);
create index used_near on storage.used (tenant_id, company_id, kind, used desc, member_id desc) where is_near;
call muster.protect('storage.used', 'select, insert, update, delete');

-- What a company may use in all of a kind, where a service reports it.
create table storage.quota (
  tenant_id uuid not null,
  company_id uuid not null,
  kind smallint not null check (kind in (1, 2)),
  quota bigint check (quota >= 0),
  reported_at timestamptz not null,
  primary key (tenant_id, company_id, kind),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('storage.quota', 'select, insert, update');

-- The sums of a company's rows, kept by the statement that writes them: at a million members they are read as one row. No checks that they
-- are not negative: what a change adds may be, and is checked before it meets the row it is added to.
create table storage.total (
  tenant_id uuid not null,
  company_id uuid not null,
  kind smallint not null,
  used numeric not null,
  quota numeric not null,
  members integer not null,
  -- Members without a limit of their own, and those near it.
  unlimited integer not null,
  near integer not null,
  reported_at timestamptz,
  primary key (tenant_id, company_id, kind),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('storage.total', 'select, insert, update');

create type storage.step as (
  tenant_id uuid, company_id uuid, kind smallint, used numeric, quota numeric, members integer, unlimited integer, near integer, reported_at timestamptz
);
create function storage.step(u storage.used, sign integer) returns storage.step language sql immutable as $$
  select row(u.tenant_id, u.company_id, u.kind, sign * u.used, sign * coalesce(u.quota, 0), sign, sign * (u.quota is null)::integer,
    sign * u.is_near::integer, u.reported_at)::storage.step
$$;

-- In key order, so that two reports at once wait for each other and never for ever.
create function storage.add(steps storage.step[]) returns void language sql as $$
  insert into storage.total as t (tenant_id, company_id, kind, used, quota, members, unlimited, near, reported_at)
  select s.tenant_id, s.company_id, s.kind, sum(s.used), sum(s.quota), sum(s.members), sum(s.unlimited), sum(s.near), max(s.reported_at)
  from unnest(steps) s group by 1, 2, 3 order by 1, 2, 3
  on conflict (tenant_id, company_id, kind) do update set
    used = t.used + excluded.used, quota = t.quota + excluded.quota, members = t.members + excluded.members,
    unlimited = t.unlimited + excluded.unlimited, near = t.near + excluded.near, reported_at = greatest(t.reported_at, excluded.reported_at)
$$;

create function storage.on_used() returns trigger language plpgsql as $$
declare
  steps storage.step[] := '{}';
begin
  if tg_op <> 'INSERT' then
    select array_agg(storage.step(row(o.*)::storage.used, -1)) into steps from went o;
  end if;
  if tg_op <> 'DELETE' then
    select coalesce(steps, '{}') || coalesce(array_agg(storage.step(row(n.*)::storage.used, 1)), '{}') into steps from came n;
  end if;
  perform storage.add(steps);
  return null;
end $$;
create trigger total_added after insert on storage.used referencing new table as came for each statement execute function storage.on_used();
create trigger total_removed after delete on storage.used referencing old table as went for each statement execute function storage.on_used();
create trigger total_changed after update on storage.used referencing old table as went new table as came
  for each statement execute function storage.on_used();

-- MB-16: what a member who is transferred uses is for the services of the new company to report.
create function storage.on_transfer() returns trigger language plpgsql as $$
begin
  delete from storage.used u where u.tenant_id = new.tenant_id and u.member_id = new.member_id;
  return null;
end $$;
create trigger storage_transferred after update on members.member for each row
  when (old.company_id is distinct from new.company_id) execute function storage.on_transfer();
