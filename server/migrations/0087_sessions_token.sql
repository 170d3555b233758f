-- RE-1: what stands for an API token is a connection.
alter table sessions.connection
  drop constraint connection_method_check,
  add constraint connection_method_check check (method in ('password', 'passkey', 'line', 'phone', 'device', 'setup', 'token'));
