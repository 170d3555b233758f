-- What every module stands on: the tenant of a transaction, row-level security, and the way to the job queue.

-- The tenant whose rows this transaction may see; null (no rows at all) where none was set.
create function muster.tenant() returns uuid language sql stable parallel safe
as $$ select nullif(current_setting('muster.tenant', true), '')::uuid $$;

-- Puts a table under row-level security and gives the server's role exactly the named privileges.
create procedure muster.protect(target regclass, privileges text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy tenant on %s using (tenant_id = muster.tenant()) with check (tenant_id = muster.tenant())', target);
  execute format('grant %s on %s to muster_app', privileges, target);
end $$;

-- Enqueues a job in the caller's transaction. The queue's own tables are the owner's: this is the only way in.
-- `job_key` makes a later call replace an earlier one that has not started.
create function muster.enqueue(task text, payload jsonb, job_key text, run_at timestamptz) returns void
language sql security definer set search_path = pg_catalog
as $$ select graphile_worker.add_job(task, payload::json, job_key => enqueue.job_key, run_at => enqueue.run_at, max_attempts => 12) $$;
revoke all on function muster.enqueue from public;

grant usage on schema muster to muster_app;
grant execute on function muster.tenant(), muster.enqueue(text, jsonb, text, timestamptz) to muster_app;
