-- How a browser's single sign-on was made last: the connections that come along on it were made so too, and end with it (MB-5).
alter table sessions.sso add column method text not null default 'password' check (method in ('password', 'passkey', 'line', 'phone', 'device', 'setup'));
alter table sessions.sso alter column method drop default;

alter table sessions.connection
  drop constraint connection_method_check,
  drop constraint connection_second_step_check,
  add constraint connection_method_check check (method in ('password', 'passkey', 'line', 'phone', 'device', 'setup')),
  add constraint connection_second_step_check check (second_step in ('totp', 'passkey', 'mail', 'sms', 'recovery', 'browser')),
  -- When the member last proved who they are in it: dangerous acts ask for that to be recent. Null: not in this connection.
  add column proved_at timestamptz;
