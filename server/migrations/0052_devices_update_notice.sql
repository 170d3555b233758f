-- DS-6: when somebody was last told of an update of a device row, and of which version: not twice within the hour, whoever asks.
create table devices.update_notice (
  tenant_id uuid not null,
  row_id uuid not null,
  key text collate "C" not null,
  sent_at timestamptz not null,
  primary key (tenant_id, row_id),
  foreign key (tenant_id, row_id) references devices.device_row (tenant_id, row_id) on delete cascade
);
call muster.protect('devices.update_notice', 'select, insert, update, delete');
