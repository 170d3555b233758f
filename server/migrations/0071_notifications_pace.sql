-- When a mail server takes the next mail of a send to many, where it takes only so many a minute: all workers go by it.
create table notifications.mail_pace (
  tenant_id uuid not null,
  server text not null,
  free_at timestamptz not null,
  primary key (tenant_id, server)
);
call muster.protect('notifications.mail_pace', 'select, insert, update');
