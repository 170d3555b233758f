-- Which connections live, for what belongs to them in the modules above.
create view sessions.live with (security_invoker = true) as
  select c.tenant_id, c.connection_id, c.member_id, c.company_id from sessions.connection c where c.ended_at is null;
grant select on sessions.live to muster_app;

-- Browsers that a member lets show service notifications also while no page is open (Web Push). Each belongs to the connection by which it
-- was allowed, and ends with it. Where to send and the keys are sealed: who has them can speak to the browser.
create table notifications.push_subscription (
  tenant_id uuid not null,
  connection_id uuid not null,
  member_id uuid not null,
  -- Of the address: one browser, whoever is signed in there, has one.
  address_hash bytea not null,
  sealed bytea not null,
  created_at timestamptz not null,
  primary key (tenant_id, connection_id),
  unique (tenant_id, address_hash),
  foreign key (tenant_id, connection_id) references sessions.connection on delete cascade
);
create index push_subscription_of_member on notifications.push_subscription (tenant_id, member_id);
call muster.protect('notifications.push_subscription', 'select, insert, update, delete');

-- Notices that a commit promised to such a browser. The attempt is counted before it is made; what has left, or is out of date, stands here no more.
create table notifications.push (
  tenant_id uuid not null,
  notice_id uuid not null,
  connection_id uuid not null,
  attempts smallint not null default 0,
  created_at timestamptz not null,
  next_at timestamptz not null,
  primary key (tenant_id, notice_id, connection_id),
  foreign key (tenant_id, notice_id) references notifications.notice on delete cascade,
  foreign key (tenant_id, connection_id) references notifications.push_subscription on delete cascade
);
create index push_by_connection on notifications.push (tenant_id, connection_id);
create index push_due on notifications.push (tenant_id, next_at);
call muster.protect('notifications.push', 'select, insert, update, delete');
