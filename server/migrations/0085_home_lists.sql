-- Mails that nobody knows to have arrived: refused, or of unknown outcome; few, by company, the newest first.
create index mail_undelivered on notifications.mail (tenant_id, company_id, created_at desc, mail_id desc)
  where attempted_at is not null and sent_at is null;

-- Operations that devices have not answered yet, by company.
create index operation_unanswered on devices.operation (tenant_id, company_id, requested_at desc, operation_id desc)
  where state in ('requested', 'delivered');
