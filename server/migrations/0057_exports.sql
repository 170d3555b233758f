-- Files of lists (DS-8): asked for by a member, made at once or in the background, and kept for some days. No foreign key to the owner, who is
-- purged without them: a file goes by its own days.
create schema exports;
grant usage on schema exports to muster_app;

create table exports.file (
  tenant_id uuid not null,
  file_id uuid not null,
  company_id uuid not null,
  owner_id uuid not null,
  -- Of the one who asked, for the events that the work writes.
  owner_name text not null,
  list text not null check (list in ('devices', 'members', 'connections', 'audit')),
  -- What was asked for, in the list's own names.
  asked jsonb not null,
  locale text not null,
  -- P-2: what the owner reached when it was made; who reaches less does not open it.
  names boolean not null,
  team_id uuid,
  name text not null,
  background boolean not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  problem text check (problem in ('not_allowed', 'failed')),
  attempts integer not null default 0,
  -- Whoever makes it renews this; where it is past, they are gone and another takes it up.
  lease_until timestamptz not null,
  rows bigint not null default 0,
  total bigint,
  size bigint,
  asked_at timestamptz not null,
  ended_at timestamptz,
  expires_at timestamptz not null,
  primary key (tenant_id, file_id),
  foreign key (tenant_id, company_id) references company.company
);
create index file_of_owner on exports.file (tenant_id, owner_id, asked_at desc);
create index file_open on exports.file (tenant_id, lease_until) where state in ('waiting', 'running');
create index file_old on exports.file (tenant_id, expires_at);
call muster.protect('exports.file', 'select, insert, update, delete');
