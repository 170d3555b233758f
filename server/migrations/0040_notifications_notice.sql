-- Service notifications: messages from the suite to one member. No text stands here, only what happened: it is worded in the
-- reader's language where it is shown. No foreign key to the member, who stands above; the members' purge takes them along.
create table notifications.notice (
  tenant_id uuid not null,
  notice_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('new_sign_in')),
  data jsonb not null,
  created_at timestamptz not null,
  read_at timestamptz,
  primary key (tenant_id, notice_id)
);
create index notice_of_member on notifications.notice (tenant_id, member_id, created_at desc, notice_id desc);
create index notice_unread on notifications.notice (tenant_id, member_id) where read_at is null;
create index notice_by_age on notifications.notice (tenant_id, created_at);
call muster.protect('notifications.notice', 'select, insert, update, delete');
