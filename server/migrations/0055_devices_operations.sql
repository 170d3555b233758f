-- DS-11: an operation on a device, for one enrolment of it: an enrolment that follows never gets it. Whose data it deletes and who asked for it
-- are no foreign keys: members go, and the operation still reaches the device. When it expires is read with now.
create table devices.operation (
  tenant_id uuid not null,
  operation_id uuid not null,
  company_id uuid not null,
  device_id uuid not null,
  enrolment_id uuid not null,
  kind text not null check (kind in ('delete_app_data', 'reset_device')),
  member_id uuid,
  reason text not null,
  requested_by uuid,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('requested', 'delivered', 'done', 'failed', 'cancelled')),
  primary key (tenant_id, operation_id),
  check ((kind = 'delete_app_data') = (member_id is not null)),
  foreign key (tenant_id, company_id) references company.company,
  foreign key (tenant_id, device_id) references devices.device on delete cascade,
  foreign key (tenant_id, enrolment_id) references devices.enrolment on delete cascade
);
create index operation_of_company on devices.operation (tenant_id, company_id, requested_at desc, operation_id desc);
create index operation_of_device on devices.operation (tenant_id, device_id, requested_at desc);
create index operation_of_member on devices.operation (tenant_id, member_id) where member_id is not null;
create index operation_open on devices.operation (tenant_id, enrolment_id) where state in ('requested', 'delivered');
call muster.protect('devices.operation', 'select, insert, update');

-- Every state an operation came to, when, by whom (null: the device itself, or what `note` says), and what the device said.
create table devices.operation_step (
  tenant_id uuid not null,
  operation_id uuid not null,
  state text not null check (state in ('requested', 'delivered', 'done', 'failed', 'cancelled')),
  at timestamptz not null,
  by_member uuid,
  note text,
  primary key (tenant_id, operation_id, state),
  foreign key (tenant_id, operation_id) references devices.operation on delete cascade
);
call muster.protect('devices.operation_step', 'select, insert');

-- Who is signed in on a device.
create index connection_of_device on sessions.connection (tenant_id, device_id) where device_id is not null;
