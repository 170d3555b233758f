-- Which apps members use, and where: the device rows, for other modules.
create view devices.used with (security_invoker = true) as
  select r.tenant_id, r.member_id, r.app, r.device_id, r.first_access, r.last_access from devices.device_row r;
grant select on devices.used to muster_app;
