-- Text messages that a commit promised (SMS). As with mails: sealed while they wait, since they carry a code, committed before they are
-- handed over, and each outcome on record. What waits longer than its code works is not sent any more.
create table notifications.text (
  tenant_id uuid not null,
  text_id uuid not null,
  company_id uuid not null,
  member_id uuid not null,
  kind text not null,
  number text not null,
  sealed bytea,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  attempted_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  reply text,
  primary key (tenant_id, text_id)
);
-- How many went to a number, or were asked for by a member, in a day: each costs money.
create index text_by_number on notifications.text (tenant_id, number, created_at desc);
create index text_by_member on notifications.text (tenant_id, member_id, created_at desc);
create index text_waiting on notifications.text (tenant_id, created_at) where sent_at is null and failed_at is null and attempted_at is null;
call muster.protect('notifications.text', 'select, insert, update, delete');
