-- Mails are forgotten by their age.
create index mail_by_age on notifications.mail (tenant_id, created_at);
