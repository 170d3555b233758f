-- The contract says which kinds of notices there are.
alter table notifications.notice drop constraint notice_kind_check;
alter table notifications.notice add constraint notice_kind_check check (kind ~ '^[a-z][a-z_]{0,39}$');
