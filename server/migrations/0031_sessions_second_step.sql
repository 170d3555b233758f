-- MB-11: by what the member proved it a second time.
alter table sessions.connection add column second_step text check (second_step in ('totp', 'mail', 'recovery'));
