-- MB-11: from what and from where a member has signed in lately, so that a new device or country is noticed by one look at a key,
-- however often somebody signs in. Kept for 90 days after it was seen last.
create table signin.familiar (
  tenant_id uuid not null,
  member_id uuid not null,
  kind text not null check (kind in ('environment', 'country')),
  value text not null,
  seen_at timestamptz not null,
  primary key (tenant_id, member_id, kind, value),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
create index familiar_by_age on signin.familiar (tenant_id, seen_at);
call muster.protect('signin.familiar', 'select, insert, update, delete');
