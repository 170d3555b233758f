-- RE-3: what registered web apps are told of connections that ended (OpenID Connect Back-Channel Logout), one row each, until they were told
-- or it was given up. Where to stays as it was then, also when the app is deleted.
create table signin.logout (
  tenant_id uuid not null,
  connection_id uuid not null,
  app_id uuid not null,
  member_id uuid not null,
  uri text not null,
  created_at timestamptz not null,
  attempts integer not null default 0,
  next_at timestamptz not null,
  delivered_at timestamptz,
  given_up_at timestamptz,
  -- Of the last attempt that failed.
  failure text check (failure in ('status', 'redirect', 'timeout', 'unreachable', 'private_address')),
  failure_status integer,
  failed_at timestamptz,
  primary key (tenant_id, connection_id)
);
create index logout_waiting on signin.logout (tenant_id, next_at) where delivered_at is null and given_up_at is null;
create index logout_of_app on signin.logout (tenant_id, app_id, created_at desc);
call muster.protect('signin.logout', 'select, insert, update, delete');

-- By whatever path a connection ends: a trigger, in the transaction that ends it. The job is enqueued once in a transaction.
create function signin.tell_of_logout() returns trigger language plpgsql as $$
begin
  insert into signin.logout (tenant_id, connection_id, app_id, member_id, uri, created_at, next_at)
    select new.tenant_id, new.connection_id, a.app_id, new.member_id, a.logout_uri, new.ended_at, new.ended_at
    from signin.app a
    where a.tenant_id = new.tenant_id and a.app_id = new.client_id::uuid and a.logout_uri is not null
    on conflict do nothing;
  if found and coalesce(current_setting('muster.logout_enqueued', true), '') <> txid_current()::text then
    perform muster.enqueue('signin.tell_logouts', jsonb_build_object('tenant', new.tenant_id), 'signin.tell_logouts ' || new.tenant_id, null);
    perform set_config('muster.logout_enqueued', txid_current()::text, true);
  end if;
  return null;
end $$;
create trigger tell_of_logout after update of ended_at on sessions.connection for each row
  when (old.ended_at is null and new.ended_at is not null and new.surface = 'web' and length(new.client_id) = 36)
  execute function signin.tell_of_logout();
