-- MB-11: whether a connection still has something that works is asked of its artifacts.
create index artifact_by_connection on signin.artifact (tenant_id, connection_id, expires_at desc) where connection_id is not null;
-- Live ones, and those that ended in the last 90 days, the newest first.
create index connection_of_member on sessions.connection (tenant_id, member_id, created_at desc, connection_id desc);
drop index sessions.connection_by_member;
