-- Devices and what runs on them. Step by step: this holds what reports say; the page's indexes come with the page.
create schema devices;
grant usage on schema devices to muster_app;

-- DS-3: a physical device, known by its vendor ID, which survives a reinstall and changes with a reset.
create table devices.device (
  tenant_id uuid not null,
  device_id uuid not null,
  vendor_id text not null,
  model text not null,
  serial text,
  os text not null check (os in ('ios', 'android', 'windows', 'macos', 'linux')),
  os_version text not null,
  created_at timestamptz not null,
  primary key (tenant_id, device_id),
  unique (tenant_id, vendor_id)
);
call muster.protect('devices.device', 'select, insert, update, delete');

-- A device row: device × member × app, with its first and recent access (DS-4).
create table devices.access (
  tenant_id uuid not null,
  device_id uuid not null,
  member_id uuid not null,
  surface text not null check (surface in ('mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web')),
  app_version text not null,
  first_access timestamptz not null,
  last_access timestamptz not null,
  primary key (tenant_id, device_id, member_id, surface),
  foreign key (tenant_id, device_id) references devices.device
);
create index access_by_member on devices.access (tenant_id, member_id);
call muster.protect('devices.access', 'select, insert, update, delete');
