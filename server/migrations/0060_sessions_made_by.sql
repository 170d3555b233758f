-- By what the member had proved who they are where a connection began: of a device that was let in from a browser, by what they were signed in
-- there; null: by its own method. Turning a way to sign in off ends what was made by it, devices too (MB-5, SX-2).
alter table sessions.connection add column made_by text check (made_by in ('password', 'passkey', 'line', 'phone', 'device', 'setup'));
