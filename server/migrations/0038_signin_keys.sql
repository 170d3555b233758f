-- When a signing key begins to sign: it is published before, so that whoever keeps the published keys for a while knows it by then.
alter table signin.signing_key add column signs_from timestamptz;
update signin.signing_key set signs_from = created_at;
alter table signin.signing_key alter column signs_from set not null;
