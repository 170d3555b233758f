-- A member's device rows, as the list filters them: a search that names a user gathers them without a look at the rows themselves, and
-- without what their members use on other tabs.
drop index devices.device_row_member;
create index device_row_member on devices.device_row (tenant_id, member_id, tab, last_access, row_id)
  include (company_id, app, model_id, os, os_key, app_key);

-- What runs on a device goes together: without this far too few rows are expected of a system's version, and all of them gathered and sorted.
create statistics devices.device_row_kinds (dependencies, mcv) on tab, app, os, os_key from devices.device_row;
analyze devices.device_row;

-- How many device rows of a kind there are, whenever they were used: a total reads these, and takes off the rows that were used too long
-- ago. A change adds rows; `devices.fold_tally` adds them up, so that nobody waits for a row that others count in, too.
create table devices.tally (
  tenant_id uuid not null,
  company_id uuid not null,
  tab smallint not null,
  app text not null,
  os text not null,
  os_key text collate "C" not null,
  app_key text collate "C" not null,
  n integer not null
);
create index tally_by_tab on devices.tally (tenant_id, company_id, tab, app, os, os_key, app_key) include (n);
call muster.protect('devices.tally', 'select, insert, delete');

create function devices.on_rows() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    insert into devices.tally select c.tenant_id, c.company_id, c.tab, c.app, c.os, c.os_key, c.app_key, count(*) from changed c group by 1, 2, 3, 4, 5, 6, 7;
  else
    insert into devices.tally select c.tenant_id, c.company_id, c.tab, c.app, c.os, c.os_key, c.app_key, -count(*) from changed c group by 1, 2, 3, 4, 5, 6, 7;
  end if;
  return null;
end $$;
create trigger tally_added after insert on devices.device_row referencing new table as changed for each statement execute function devices.on_rows();
create trigger tally_removed after delete on devices.device_row referencing old table as changed for each statement execute function devices.on_rows();

-- Most changes of a row are a later access, which is not counted by.
create function devices.on_row_changed() returns trigger language plpgsql as $$
begin
  insert into devices.tally values
    (old.tenant_id, old.company_id, old.tab, old.app, old.os, old.os_key, old.app_key, -1),
    (new.tenant_id, new.company_id, new.tab, new.app, new.os, new.os_key, new.app_key, 1);
  return null;
end $$;
create trigger tally_changed after update on devices.device_row for each row
  when ((old.company_id, old.app, old.os, old.os_key, old.app_key) is distinct from (new.company_id, new.app, new.os, new.os_key, new.app_key))
  execute function devices.on_row_changed();

-- Adds up the committed rows of each kind of which there are several. Answers how many those are.
create function devices.fold_tally(tenant uuid) returns integer language plpgsql as $$
declare
  folded integer;
begin
  perform pg_advisory_xact_lock(hashtextextended('devices tally ' || tenant::text, 0));
  with several as (
    select t.company_id, t.tab, t.app, t.os, t.os_key, t.app_key from devices.tally t where t.tenant_id = tenant group by 1, 2, 3, 4, 5, 6 having count(*) > 1
  ), gone as (
    delete from devices.tally t using several s
    where t.tenant_id = tenant and (t.company_id, t.tab, t.app, t.os, t.os_key, t.app_key) = (s.company_id, s.tab, s.app, s.os, s.os_key, s.app_key)
    returning t.*
  ), put as (
    insert into devices.tally
    select tenant, g.company_id, g.tab, g.app, g.os, g.os_key, g.app_key, sum(g.n) from gone g group by 2, 3, 4, 5, 6, 7 having sum(g.n) <> 0
  )
  select count(*) into folded from several;
  return folded;
end $$;

insert into devices.tally select r.tenant_id, r.company_id, r.tab, r.app, r.os, r.os_key, r.app_key, count(*) from devices.device_row r group by 1, 2, 3, 4, 5, 6, 7;
