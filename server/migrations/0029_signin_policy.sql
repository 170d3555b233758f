-- MB-4: what a company asks of passwords. A company without a row has the defaults of signin.policy.rules.
create table signin.policy (
  tenant_id uuid not null,
  company_id uuid not null,
  revision integer not null,
  min_length smallint not null check (min_length between 8 and 64),
  -- Of lower-case and upper-case letters, digits, and other characters: from how many kinds.
  kinds smallint not null check (kinds between 1 and 4),
  expiry_days smallint check (expiry_days in (30, 60, 90, 180, 365)),
  -- How many of the last passwords cannot be chosen again, the one in use apart.
  reuse smallint not null check (reuse between 0 and 24),
  -- Failed sign-ins in a row until suspension.
  attempts smallint check (attempts between 3 and 20),
  breached boolean not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('signin.policy', 'select, insert, update');

-- Earlier passwords, the newest first; as many as the strictest policy could ask for.
create table signin.former_password (
  tenant_id uuid not null,
  member_id uuid not null,
  changed_at timestamptz not null,
  hash text not null,
  primary key (tenant_id, member_id, changed_at),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.former_password', 'select, insert, delete');

-- Why a password must be changed: an administrator gave it, or asks for another. And failed sign-ins in a row.
alter table signin.password add column change_reason text check (change_reason in ('given', 'asked')), add column failures integer not null default 0;
update signin.password set change_reason = 'given' where must_change;
alter table signin.password drop column must_change;

-- SX-4: windows that were used up one after the other: each doubles the next.
alter table signin.attempt add column strikes integer not null default 0;

-- Pitfall 31: who is no longer suspended begins anew, whatever path lifted it.
create function signin.forget_failures() returns trigger language plpgsql as $$
begin
  update signin.password set failures = 0 where tenant_id = new.tenant_id and member_id = new.member_id and failures > 0;
  return null;
end $$;
create trigger forget_failures after update of suspended_at on members.member for each row
  when (old.suspended_at is not null and new.suspended_at is null) execute function signin.forget_failures();
