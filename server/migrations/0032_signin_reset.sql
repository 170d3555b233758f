-- The newest link of a member with which a forgotten password is replaced; only its hash is kept.
create table signin.reset_link (
  tenant_id uuid not null,
  member_id uuid not null,
  hash bytea not null,
  address text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (tenant_id, member_id),
  unique (tenant_id, hash),
  foreign key (tenant_id, member_id) references members.member on delete cascade
);
call muster.protect('signin.reset_link', 'select, insert, update, delete');
