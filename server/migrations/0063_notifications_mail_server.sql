-- A company's own mail server. A company without a row, or with one that names no host, sends through the operator's.
create table notifications.mail_server (
  tenant_id uuid not null,
  company_id uuid not null,
  -- Counts up with every change and names the state of the settings.
  revision integer not null,
  host text,
  port integer check (port between 1 and 65535),
  tls text check (tls in ('tls', 'starttls', 'none')),
  login text,
  -- SX-3: the password under a key of MUSTER_SECRET.
  sealed bytea,
  from_name text,
  from_address text,
  per_minute integer check (per_minute > 0),
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company,
  check ((host is null) = (port is null) and (host is null) = (tls is null) and (host is null) = (from_address is null))
);
call muster.protect('notifications.mail_server', 'select, insert, update');
