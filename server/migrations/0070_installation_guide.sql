-- IS-4: what a company's install guide says and where it leads; a company without a row says what comes with Muster, and leads nowhere.
create table installation.template (
  tenant_id uuid not null,
  company_id uuid not null,
  revision integer not null,
  -- {"en": {"subject": …, "introduction": …}, …}; null: what comes with Muster.
  texts jsonb not null,
  -- {"ios": …, "android": …, "windows": …, "macos": …}
  links jsonb not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('installation.template', 'select, insert, update');

-- IS-5: a send. Its counts are written with the outcomes that they count; what waits is the rest.
create table installation.guide (
  tenant_id uuid not null,
  guide_id uuid not null,
  company_id uuid not null,
  sent_at timestamptz not null,
  by_id uuid not null,
  by_name text not null,
  everyone boolean not null,
  -- The subtree that the role of the one who sent it is limited to.
  team_id uuid,
  -- What its mails say, whatever becomes of the template.
  texts jsonb not null,
  links jsonb not null,
  recipients integer not null default 0,
  sent integer not null default 0 check (sent >= 0),
  failed integer not null default 0 check (failed >= 0),
  unknown integer not null default 0 check (unknown >= 0),
  skipped integer not null default 0 check (skipped >= 0),
  ended_at timestamptz,
  -- The server's words since it takes no mails; null: it does.
  trouble text,
  primary key (tenant_id, guide_id),
  foreign key (tenant_id, company_id) references company.company,
  check (sent + failed + unknown + skipped <= recipients)
);
create index guide_of_company on installation.guide (tenant_id, company_id, sent_at desc, guide_id desc);
create unique index one_send_to_everyone on installation.guide
  (tenant_id, company_id, coalesce(team_id, '00000000-0000-0000-0000-000000000000')) where everyone and ended_at is null;
call muster.protect('installation.guide', 'select, insert, update, delete');

-- IS-6: a mail of a send. No foreign keys: to the send, since 200,000 rows come at once; to the member, since what was sent stays on record until the send goes, under no name once they are purged.
create table installation.recipient (
  tenant_id uuid not null,
  guide_id uuid not null,
  member_id uuid not null,
  -- As they were at send time; empty once the member is purged.
  name text not null,
  login text not null,
  address text not null,
  mobile text not null check (mobile in ('installed', 'not_installed', 'no_permission')),
  pc text not null check (pc in ('installed', 'not_installed', 'no_permission')),
  -- 0 waits, 1 is being handed over, 2 sent, 3 failed, 4 of unknown outcome, 5 skipped.
  state smallint not null default 0 check (state between 0 and 5),
  reason text,
  bounced boolean not null default false,
  attempts smallint not null default 0,
  due_at timestamptz not null,
  -- Committed before the message is handed over.
  attempted_at timestamptz,
  ended_at timestamptz,
  reply text,
  primary key (tenant_id, guide_id, member_id)
);
create index recipient_due on installation.recipient (tenant_id, due_at, guide_id, member_id) where state = 0;
create index recipient_open on installation.recipient (tenant_id, attempted_at) where state = 1;
create index recipient_bounced on installation.recipient (tenant_id, member_id) where bounced;
create index recipient_told on installation.recipient (tenant_id, guide_id, state, member_id) where state > 2;
call muster.protect('installation.recipient', 'select, insert, update, delete');
