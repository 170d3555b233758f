-- MB-8: whether a member's password came by mail, or by a link in one, and no other second step was proved since: then a code to the same
-- mailbox proves the same thing twice.
alter table signin.password add column by_mail boolean not null default false;
