-- P-4: who did what, from where, on whom, before and after. Append-only, for the server's role as well.
create schema audit;
grant usage on schema audit to muster_app;

create table audit.event (
  tenant_id uuid not null,
  event_id uuid not null,
  company_id uuid,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('member', 'system')),
  actor_id uuid,
  actor_name text,
  ip inet,
  action text not null,
  subject_kind text not null,
  subject_id uuid,
  before jsonb,
  after jsonb,
  request_id text,
  primary key (tenant_id, event_id)
);
create index event_by_company on audit.event (tenant_id, company_id, event_id desc);
create index event_by_subject on audit.event (tenant_id, subject_id, event_id desc);
call muster.protect('audit.event', 'select, insert');
