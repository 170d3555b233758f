-- Requests that carried an Idempotency-Key, for a day: whoever sends one again is answered as the first time, and nothing is done twice.
create schema api;
grant usage on schema api to muster_app;

create table api.request (
  tenant_id uuid not null,
  member_id uuid not null,
  endpoint text not null,
  -- Keyed hashes (HMAC): a request may hold a password, and whatever a client chose for a key is none of ours.
  key_hash bytea not null,
  request_hash bytea not null,
  -- Who is at it: one attempt of a process. Where its lease is past and nothing was done, another takes it.
  claim uuid not null,
  lease_until timestamptz not null,
  -- Written in the transaction that does what was asked for: it is done then, whatever becomes of the answer.
  done boolean not null default false,
  -- Nobody is at it any more: there is an answer, or there never will be one.
  ended boolean not null default false,
  -- The answer, and what the asker's role reached; null: there is none yet, it was lost, or it held a secret.
  answer jsonb,
  asked_at timestamptz not null,
  primary key (tenant_id, member_id, endpoint, key_hash)
);
create index request_old on api.request (tenant_id, asked_at);
call muster.protect('api.request', 'select, insert, update, delete');
