-- RE-3: events to other services. Which there are, stands in the contract; whoever wants them is an endpoint; each event that an endpoint
-- wants is a delivery; deliveries of one member stand in a lane and leave one after another.
create schema integrations;
grant usage on schema integrations to muster_app;

create table integrations.endpoint (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  company_id uuid not null,
  kind text not null check (kind in ('webhook', 'shared_signals')),
  name text not null,
  url text not null,
  -- Of the contract's event types those that it wants.
  types text[] not null,
  paused_at timestamptz,
  revision integer not null,
  -- SX-3: sealed. Of a webhook what deliveries are signed with; of Shared Signals what is presented to the receiver, if anything.
  secret bytea,
  secret_set_at timestamptz,
  -- The one before, which signs as well until then.
  former_secret bytea,
  former_until timestamptz,
  -- Of Shared Signals: whom the tokens are for.
  audience text,
  created_at timestamptz not null,
  -- Since when nothing but failures; null: the last attempt succeeded, or there was none.
  failing_since timestamptz,
  failed_at timestamptz,
  failure text check (failure in ('status', 'redirect', 'timeout', 'unreachable', 'private_address')),
  failure_status integer,
  primary key (tenant_id, endpoint_id),
  unique (tenant_id, company_id, name),
  foreign key (tenant_id, company_id) references company.company,
  check ((kind = 'webhook') = (audience is null)),
  check (kind = 'shared_signals' or secret is not null)
);
call muster.protect('integrations.endpoint', 'select, insert, update, delete');

-- An event that at least one endpoint wanted, as it was written; what is sent is made of it. `audit` keeps the original.
create table integrations.event (
  tenant_id uuid not null,
  event_id uuid not null,
  company_id uuid not null,
  type text not null,
  -- What happened, in the words of the audit log; `connection.ended` for what has no event of its own there.
  action text not null,
  -- Whose events stay in order: a member; else the device or team that it is about.
  lane uuid not null,
  subject_kind text not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('member', 'system')),
  actor_id uuid,
  before jsonb,
  after jsonb,
  -- The order in which one transaction wrote them.
  ord bigint generated always as identity,
  -- Until the transaction that wrote it commits: nobody else ever sees one.
  pending boolean not null default true,
  primary key (tenant_id, event_id)
);
create index event_pending on integrations.event (tenant_id, ord) where pending;
create index event_old on integrations.event (tenant_id, at);
call muster.protect('integrations.event', 'select, insert, update, delete');

create table integrations.delivery (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  -- Rises within a lane in the order of commits.
  seq bigint not null,
  event_id uuid not null,
  lane uuid not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  -- Since when it is tried: its event, or when it was sent again by hand.
  waiting_since timestamptz not null,
  attempts integer not null default 0,
  attempted_at timestamptz,
  settled_at timestamptz,
  -- Of the last attempt. `paused`: it waited too long for an endpoint that was paused.
  failure text check (failure in ('status', 'redirect', 'timeout', 'unreachable', 'private_address', 'paused')),
  status integer,
  reply text,
  took_ms integer,
  primary key (tenant_id, endpoint_id, seq),
  foreign key (tenant_id, endpoint_id) references integrations.endpoint on delete cascade,
  foreign key (tenant_id, event_id) references integrations.event on delete cascade
);
create sequence integrations.delivery_seq;
grant usage on sequence integrations.delivery_seq to muster_app;
create unique index delivery_of_event on integrations.delivery (tenant_id, event_id, endpoint_id);
create index delivery_by_state on integrations.delivery (tenant_id, endpoint_id, state, seq desc);
create index delivery_next on integrations.delivery (tenant_id, endpoint_id, lane, seq) where state = 'waiting';
create index delivery_old on integrations.delivery (tenant_id, settled_at) where state <> 'waiting';
call muster.protect('integrations.delivery', 'select, insert, update, delete');

-- Where something waits, and when it is tried next. Who locks the row decides what comes next in the lane: whoever adds to it, whoever takes
-- from it. A worker that takes it moves `due_at` on as far as it may need; one that dies leaves it to whoever comes then.
create table integrations.lane (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  lane uuid not null,
  due_at timestamptz not null,
  -- The worker's turn; an outcome that comes after another turn began counts for nothing.
  turn uuid,
  primary key (tenant_id, endpoint_id, lane),
  foreign key (tenant_id, endpoint_id) references integrations.endpoint on delete cascade
);
create index lane_due on integrations.lane (tenant_id, endpoint_id, due_at);
call muster.protect('integrations.lane', 'select, insert, update, delete');

-- RE-3: the event that an action of the audit log is told as; null: it is nobody else's business.
create function integrations.type_of(action text) returns text language sql immutable parallel safe as $$
  select case action
    when 'connection.ended' then 'session.revoked'
    when 'member.registered' then action
    when 'member.profile_changed' then action
    when 'member.photo_changed' then 'member.profile_changed'
    when 'member.photo_removed' then 'member.profile_changed'
    when 'member.affiliated' then 'member.teams_changed'
    when 'member.affiliations_changed' then 'member.teams_changed'
    when 'member.search_changed' then action
    when 'member.service_permission_set' then action
    when 'member.suspended' then action
    when 'member.unsuspended' then action
    when 'member.apps_blocked' then action
    when 'member.apps_unblocked' then action
    when 'member.leave_set' then action
    when 'member.leave_ended' then action
    when 'member.transferred' then action
    when 'member.deleted' then action
    when 'member.undeleted' then action
    when 'member.purged' then action
    when 'member.account_created' then 'credential.changed'
    when 'member.password_set' then 'credential.changed'
    when 'member.password_changed' then 'credential.changed'
    when 'member.password_reset' then 'credential.changed'
    when 'member.two_step_set_up' then 'credential.changed'
    when 'member.two_step_switched_off' then 'credential.changed'
    when 'member.two_step_reset' then 'credential.changed'
    when 'member.recovery_codes_renewed' then 'credential.changed'
    when 'member.passkey_added' then 'credential.changed'
    when 'member.passkey_removed' then 'credential.changed'
    when 'member.phone_login_on' then 'credential.changed'
    when 'member.phone_login_off' then 'credential.changed'
    when 'member.phone_removed' then 'credential.changed'
    when 'member.sms_set_up' then 'credential.changed'
    when 'member.sms_removed' then 'credential.changed'
    when 'member.line_linked' then 'credential.changed'
    when 'member.line_unlinked' then 'credential.changed'
    when 'device.enrolled' then action
    when 'device.operation_requested' then action
    when 'device.operation_cancelled' then action
    when 'device.operation_done' then action
    when 'device.operation_failed' then action
    when 'team.created' then action
    when 'team.changed' then action
    when 'team.moved' then action
    when 'team.deleted' then action
  end
$$;

-- Whatever path a change takes, it writes its audit event (P-4) and so the event here, in its own transaction; a connection ends by many paths,
-- one of them a trigger itself. Where nobody wants it, nothing is written.
create function integrations.note_action() returns trigger language plpgsql as $$
begin
  insert into integrations.event (tenant_id, event_id, company_id, type, action, lane, subject_kind, at, actor_kind, actor_id, before, after)
    select new.tenant_id, new.event_id, new.company_id, integrations.type_of(new.action), new.action, new.subject_id, new.subject_kind, new.at,
      new.actor_kind, new.actor_id, new.before, new.after
    where exists (select from integrations.endpoint p where p.tenant_id = new.tenant_id and p.company_id = new.company_id
      and integrations.type_of(new.action) = any (p.types));
  return null;
end $$;
create trigger note_action after insert on audit.event for each row
  when (new.company_id is not null and new.subject_id is not null and integrations.type_of(new.action) is not null)
  execute function integrations.note_action();

create function integrations.note_end() returns trigger language plpgsql as $$
begin
  insert into integrations.event (tenant_id, event_id, company_id, type, action, lane, subject_kind, at, actor_kind, after)
    select new.tenant_id, new.connection_id, new.company_id, 'session.revoked', 'connection.ended', new.member_id, 'member', new.ended_at, 'system',
      jsonb_build_object('connectionId', new.connection_id, 'surface', new.surface, 'client', new.client_id, 'reason', new.ended_reason)
    where exists (select from integrations.endpoint p where p.tenant_id = new.tenant_id and p.company_id = new.company_id
      and 'session.revoked' = any (p.types))
    on conflict do nothing;
  return null;
end $$;
create trigger note_end after update of ended_at on sessions.connection for each row
  when (old.ended_at is null and new.ended_at is not null)
  execute function integrations.note_end();

-- At the very end of the transaction that wrote events, once for all of them: which endpoints want which. Only then are the lanes locked, in
-- one order, when the transaction needs no other lock any more: so it waits for no one who waits for it, and deliveries of a lane are numbered
-- in the order of commits.
create function integrations.fan_out() returns trigger language plpgsql as $$
begin
  if not exists (select from integrations.event where tenant_id = new.tenant_id and pending) then
    return null;
  end if;
  with wanted as materialized (
    select e.event_id, e.lane, e.ord, e.at, p.endpoint_id
    from integrations.event e join integrations.endpoint p
      on p.tenant_id = e.tenant_id and p.company_id = e.company_id and e.type = any (p.types)
    where e.tenant_id = new.tenant_id and e.pending
  ), lanes as (
    insert into integrations.lane (tenant_id, endpoint_id, lane, due_at)
      select new.tenant_id, endpoint_id, lane, min(at) from wanted group by endpoint_id, lane order by endpoint_id, lane
      on conflict (tenant_id, endpoint_id, lane) do update set lane = excluded.lane
      returning endpoint_id, lane
  )
  insert into integrations.delivery (tenant_id, endpoint_id, seq, event_id, lane, state, waiting_since)
    select new.tenant_id, s.endpoint_id, nextval('integrations.delivery_seq'), s.event_id, s.lane, 'waiting', s.at
    from (select w.* from wanted w join lanes l using (endpoint_id, lane) order by w.ord) s;
  perform muster.enqueue('integrations.deliver', jsonb_build_object('tenant', new.tenant_id, 'endpoint', w.endpoint_id),
      'integrations.deliver ' || w.endpoint_id, null)
    from (
      select distinct d.endpoint_id from integrations.event e join integrations.delivery d
        on d.tenant_id = e.tenant_id and d.event_id = e.event_id
      where e.tenant_id = new.tenant_id and e.pending order by d.endpoint_id
    ) w;
  update integrations.event set pending = false where tenant_id = new.tenant_id and pending;
  return null;
end $$;
create constraint trigger fan_out after insert on integrations.event deferrable initially deferred for each row
  execute function integrations.fan_out();
