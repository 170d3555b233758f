-- Mail that a commit promised. It leaves after the commit, by a job; what it says is sealed while it waits (SX-3: it may carry a
-- link or a first password) and is gone once it left.
create schema notifications;
grant usage on schema notifications to muster_app;

create table notifications.mail (
  tenant_id uuid not null,
  mail_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  kind text not null,
  address text not null,
  sealed bytea,
  created_at timestamptz not null,
  -- Committed before the message is handed over: after a crash in between the outcome is unknown and it is not sent by itself again.
  attempted_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  reply text,
  primary key (tenant_id, mail_id)
);
create index mail_by_member on notifications.mail (tenant_id, member_id, created_at desc);
create index mail_waiting on notifications.mail (tenant_id, created_at) where sent_at is null and failed_at is null and attempted_at is null;
call muster.protect('notifications.mail', 'select, insert, update, delete');
