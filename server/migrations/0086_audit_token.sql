-- P-4: through which API token a member acted, and what it was called then.
alter table audit.event add column token_id uuid, add column token_name text;
