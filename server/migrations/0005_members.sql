-- Members, teams, affiliations, account states.
create schema members;
grant usage on schema members to muster_app;

create table members.member (
  tenant_id uuid not null,
  member_id uuid not null,
  company_id uuid not null,
  -- The part of the ID before the @; unique within the company and reserved until purge.
  login text not null check (login = lower(login)),
  name text not null,
  locale text not null check (locale in ('en', 'ko', 'ja')),
  personal_email text,
  registered_by text not null check (registered_by in ('admin', 'automatic', 'link')),
  created_at timestamptz not null,
  activates_at timestamptz,
  first_signed_in_at timestamptz,
  suspended_at timestamptz,
  suspended_reason text check (suspended_reason in ('administrator', 'sign_in_failures')),
  deleted_at timestamptz,
  app_blocked_at timestamptz,
  leave_from timestamptz,
  leave_until timestamptz,
  primary key (tenant_id, member_id),
  unique (tenant_id, company_id, login),
  foreign key (tenant_id, company_id) references company.company,
  check ((suspended_at is null) = (suspended_reason is null))
);
create index member_deleted on members.member (tenant_id, deleted_at) where deleted_at is not null;
call muster.protect('members.member', 'select, insert, update, delete');

-- AU-7, MB-16: the companies a member has belonged to. A row holds from `from_at` until the member's next row.
create table members.membership (
  tenant_id uuid not null,
  member_id uuid not null,
  from_at timestamptz not null,
  company_id uuid not null,
  primary key (tenant_id, member_id, from_at),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('members.membership', 'select, insert, delete');

create table members.team (
  tenant_id uuid not null,
  team_id uuid not null,
  company_id uuid not null,
  parent_id uuid,
  name text not null,
  position integer not null default 0,
  primary key (tenant_id, team_id),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, parent_id) references members.team
);
create index team_by_company on members.team (tenant_id, company_id, parent_id, position);
call muster.protect('members.team', 'select, insert, update, delete');

-- MB-3: exactly one affiliation is the primary one in a company.
create table members.affiliation (
  tenant_id uuid not null,
  member_id uuid not null,
  team_id uuid not null,
  company_id uuid not null,
  position_name text,
  is_primary boolean not null,
  is_leader boolean not null default false,
  visible boolean not null default true,
  use_team_feature boolean not null default true,
  primary key (tenant_id, member_id, team_id),
  foreign key (tenant_id, member_id) references members.member on delete cascade,
  foreign key (tenant_id, team_id) references members.team
);
create unique index one_primary on members.affiliation (tenant_id, member_id, company_id) where is_primary;
create index affiliation_by_team on members.affiliation (tenant_id, team_id);
call muster.protect('members.affiliation', 'select, insert, update, delete');

-- SX-2, the net beneath endSessions: whoever changes a member's state, sessions end with it. The one declared exception to
-- table ownership. It only writes: the verbs end sessions themselves, with the reason, and notify the nodes.
create function members.end_sessions() returns trigger language plpgsql as $$
begin
  update sessions.sso set ended_at = now() where tenant_id = old.tenant_id and member_id = old.member_id and ended_at is null;
  update sessions.connection set ended_at = now(), ended_reason = 'member_state'
   where tenant_id = old.tenant_id and member_id = old.member_id and ended_at is null;
  return null;
end $$;
create trigger end_sessions_on_change after update on members.member for each row
  when ((old.suspended_at is null and new.suspended_at is not null)
     or (old.deleted_at is null and new.deleted_at is not null)
     or old.company_id <> new.company_id)
  execute function members.end_sessions();
create trigger end_sessions_on_purge after delete on members.member for each row execute function members.end_sessions();
-- MB-12: blocking the apps ends the apps' sessions; the web goes on.
create function members.end_app_sessions() returns trigger language plpgsql as $$
begin
  update sessions.connection set ended_at = now(), ended_reason = 'app_blocked'
   where tenant_id = old.tenant_id and member_id = old.member_id and surface <> 'web' and ended_at is null;
  return null;
end $$;
create trigger end_app_sessions_on_block after update on members.member for each row
  when (old.app_blocked_at is null and new.app_blocked_at is not null) execute function members.end_app_sessions();
