-- What an endpoint asks of its sender: `quiet_until`, nothing before then (429 or 503 with Retry-After); `gone_at`, nothing any more (410): it
-- is paused by that.
alter table integrations.endpoint
  add column quiet_until timestamptz,
  add column gone_at timestamptz,
  add check (gone_at is null or paused_at is not null);
