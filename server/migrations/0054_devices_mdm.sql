-- DS-10: how a company manages its devices. A company without a row does not.
create table devices.mdm (
  tenant_id uuid not null,
  company_id uuid not null,
  mode text not null check (mode in ('off', 'optional', 'required', 'third_party')),
  revision integer not null,
  primary key (tenant_id, company_id),
  foreign key (tenant_id, company_id) references company.company
);
call muster.protect('devices.mdm', 'select, insert, update');

-- DS-10, DS-11: an enrolment of a device, with a key pair of its own of which the public half stands here. Enrolling again makes another
-- generation, and the key before opens nothing any more. Who enrolled it is no foreign key: members go, the device stays.
create table devices.enrolment (
  tenant_id uuid not null,
  enrolment_id uuid not null,
  device_id uuid not null,
  generation integer not null,
  -- RFC 7638, SHA-256.
  thumbprint bytea not null,
  member_id uuid not null,
  enrolled_at timestamptz not null,
  -- When the profile was installed: from then on the device is registered.
  profile_at timestamptz,
  ended_at timestamptz,
  primary key (tenant_id, enrolment_id),
  unique (tenant_id, device_id, generation),
  foreign key (tenant_id, device_id) references devices.device on delete cascade
);
create unique index enrolment_now on devices.enrolment (tenant_id, device_id) where ended_at is null;
create index enrolment_registered on devices.enrolment (tenant_id) include (device_id) where ended_at is null and profile_at is not null;
call muster.protect('devices.enrolment', 'select, insert, update');

-- A proof of an enrolment key counts once; what is older than a proof may be goes.
create table devices.used_proof (
  tenant_id uuid not null,
  enrolment_id uuid not null,
  jti bytea not null,
  used_at timestamptz not null,
  primary key (tenant_id, enrolment_id, jti),
  foreign key (tenant_id, enrolment_id) references devices.enrolment on delete cascade
);
create index used_proof_old on devices.used_proof (tenant_id, used_at);
call muster.protect('devices.used_proof', 'select, insert, delete');

-- Exception to tenant first: a device presents nothing but its key. Thumbprint -> enrolment and tenant.
create table devices.enrolment_key (
  thumbprint bytea not null primary key,
  tenant_id uuid not null,
  enrolment_id uuid not null
);

-- Only for the transaction's own tenant; a key never changes hands.
create function devices.put_enrolment_key(wanted bytea, enrolment uuid) returns boolean
language sql security definer set search_path = pg_catalog as $$
  with put as (
    insert into devices.enrolment_key (thumbprint, tenant_id, enrolment_id) values (wanted, muster.tenant(), enrolment)
    on conflict (thumbprint) do nothing returning 1
  ) select exists (select from put)
$$;

create function devices.locate_enrolment(wanted bytea) returns table (tenant_id uuid, enrolment_id uuid)
language sql stable security definer set search_path = pg_catalog
as $$ select k.tenant_id, k.enrolment_id from devices.enrolment_key k where k.thumbprint = wanted $$;

create function devices.forget_enrolment_key() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  delete from devices.enrolment_key k where k.thumbprint = old.thumbprint and k.enrolment_id = old.enrolment_id;
  return null;
end $$;
create trigger enrolment_key after delete on devices.enrolment for each row execute function devices.forget_enrolment_key();

-- DS-10: whether a session of the mobile app has to enrol its device first. Asked at every request: one look at a key where MDM is not required.
create function devices.enrolment_missing(tenant uuid, company uuid, used text, device uuid) returns boolean
language plpgsql stable security definer set search_path = pg_catalog as $$
begin
  if used <> 'mobile' or not exists (select from devices.mdm m where m.tenant_id = tenant and m.company_id = company and m.mode = 'required') then
    return false;
  end if;
  return not exists (
    select from devices.enrolment e
    where e.tenant_id = tenant and e.device_id = device and e.ended_at is null and e.profile_at is not null
  );
end $$;

-- The same for open streams, many at once.
create function devices.enrolments_missing(tenants uuid[], connections uuid[]) returns setof uuid
language sql stable security definer set search_path = pg_catalog as $$
  select c.connection_id
  from unnest(tenants, connections) as asked (tenant_id, connection_id)
  join sessions.connection c on c.tenant_id = asked.tenant_id and c.connection_id = asked.connection_id
  where exists (select from devices.mdm m where m.tenant_id = asked.tenant_id and m.mode = 'required')
    and devices.enrolment_missing(c.tenant_id, c.company_id, c.surface, c.device_id)
$$;
revoke all on function devices.put_enrolment_key, devices.locate_enrolment, devices.forget_enrolment_key, devices.enrolment_missing,
  devices.enrolments_missing from public;
grant execute on function devices.put_enrolment_key, devices.locate_enrolment, devices.enrolment_missing, devices.enrolments_missing to muster_app;
