-- What a sign-in costs (docs/adr/0009-door.md): fewer statements, and of their commits only the last, which hands out tokens, waits for the
-- disk. Nothing acknowledged is lost by that: the log is one sequence, so whatever a later step builds on is on the disk with it. A crash
-- before makes a sign-in begin anew.

-- A sign-in under way concerns nobody until it is finished: a crash may lose it. It is nobody's tenant's, as nobody is known yet; the hash
-- is of its cookie.
create unlogged table signin.interaction (
  tenant_id uuid not null,
  hash bytea not null,
  payload json not null,
  expires_at timestamptz not null,
  primary key (tenant_id, hash)
) with (fillfactor = 50);
create index interaction_expired on signin.interaction (tenant_id, expires_at);
call muster.protect('signin.interaction', 'select, delete');
delete from signin.artifact where kind = 'Interaction';

create function signin.find_interaction(presented bytea) returns json
language sql stable security definer set search_path = pg_catalog as $$
  select i.payload from signin.interaction i where i.tenant_id = '00000000-0000-0000-0000-000000000000' and i.hash = presented
$$;

-- How far a sign-in has come. False: it is over meanwhile, and does not come back.
create function signin.save_interaction(presented bytea, progress json) returns boolean
language sql security definer set search_path = pg_catalog as $$
  with saved as (
    update signin.interaction i set payload = progress
    where i.tenant_id = '00000000-0000-0000-0000-000000000000' and i.hash = presented returning 1
  )
  select exists (select from saved)
$$;

-- All that one request of the OpenID provider has written: what is gone first, then the rest, by write_artifact, with its rule of SX-2. Registry rows
-- are locked in the order in which ending locks them: single sign-on, then connections. `lasting`: tokens are handed out, the commit waits
-- for the disk.
create function signin.keep_all(wanted jsonb, gone bytea[], lasting boolean) returns void
language plpgsql security definer set search_path = pg_catalog as $$
declare
  w record;
begin
  if not lasting then perform set_config('synchronous_commit', 'off', true); end if;
  if cardinality(gone) > 0 then
    delete from signin.interaction i where i.tenant_id = '00000000-0000-0000-0000-000000000000' and i.hash = any (gone);
    delete from signin.artifact a using signin.locator l where l.hash = any (gone) and a.tenant_id = l.tenant_id and a.hash = l.hash;
  end if;
  for w in
    select k.* from jsonb_to_recordset(wanted) as k (
      tenant uuid, hash text, kind text, uid text, "uidHash" text, member uuid, "grantId" text, connection uuid, payload jsonb, until timestamptz
    ) order by k.uid is null
  loop
    if w.kind = 'Interaction' then
      insert into signin.interaction as i (tenant_id, hash, payload, expires_at)
        values (w.tenant, decode(w.hash, 'hex'), w.payload, w.until)
        on conflict (tenant_id, hash) do update set payload = excluded.payload;
    else
      perform signin.write_artifact(w.tenant, decode(w.hash, 'hex'), w.kind, w.uid, decode(w."uidHash", 'hex'), w.member, w."grantId", w.connection, w.payload, w.until);
    end if;
  end loop;
end
$$;

-- What a code or refresh token is, with what the provider looks at besides: its grant, which stands under the same connection, and the single
-- sign-on that it came by.
create function signin.find_token(presented bytea) returns table (kind text, payload jsonb, consumed_at timestamptz)
language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  t record;
begin
  select a.tenant_id, a.kind, a.payload, a.consumed_at, a.grant_id into t
    from signin.locator l
    join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
    join sessions.connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
    where l.hash = presented and c.ended_at is null;
  if not found then return; end if;
  return query select t.kind, t.payload, t.consumed_at;
  return query select a.kind, a.payload, a.consumed_at from signin.artifact a
    where a.tenant_id = t.tenant_id and a.hash = sha256(convert_to('Grant:' || t.grant_id, 'UTF8'));
  return query select a.kind, a.payload, a.consumed_at from signin.artifact a
    join sessions.sso s on s.tenant_id = a.tenant_id and s.sso_id = a.uid
    where a.tenant_id = t.tenant_id and a.uid = t.payload ->> 'sessionUid' and s.ended_at is null limit 1;
end
$$;

-- Whom a sign-in or a token is of, as far as the provider tells its clients, and by which network rules they are bound in an app.
create function signin.find_account(tenant uuid, member uuid, client text) returns table (
  company_id uuid, login text, domain text, name text, locale text, created_at timestamptz, first_signed_in_at timestamptz, suspended_at timestamptz,
  deleted_at timestamptz, activates_at timestamptz, app_blocked_at timestamptz, network integer
) language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  return query
    select m.company_id, m.login, d.domain, m.name, m.locale, m.created_at, m.first_signed_in_at, m.suspended_at, m.deleted_at, m.activates_at,
      m.app_blocked_at,
      case when client is not null then signin.network_for(m.tenant_id, m.company_id, m.member_id, client) end
    from members.member m
    left join company.domain d on d.tenant_id = m.tenant_id and d.company_id = m.company_id and d.is_primary
    where m.tenant_id = tenant and m.member_id = member;
end
$$;

-- What a sign-in of a member stands on, in one statement: the second step that is asked for and what there is of it, when the password was set,
-- and which network rules bind them in an app. No row: no such member.
create function signin.find_standing(tenant uuid, member uuid, client text) returns table (
  company_id uuid, policy text, switched_on boolean, reset_at timestamptz, codes integer, passkeys uuid[], password_set_at timestamptz, network integer
) language plpgsql stable security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  return query
    select m.company_id, (select p.two_step from signin.policy p where p.tenant_id = m.tenant_id and p.company_id = m.company_id),
      t.switched_on, t.reset_at,
      (select count(*)::integer from signin.factor f where f.tenant_id = m.tenant_id and f.member_id = m.member_id and f.confirmed_at is not null),
      array(select k.passkey_id from signin.passkey k where k.tenant_id = m.tenant_id and k.member_id = m.member_id),
      (select w.changed_at from signin.password w where w.tenant_id = m.tenant_id and w.member_id = m.member_id),
      case when client is not null then signin.network_for(m.tenant_id, m.company_id, m.member_id, client) end
    from members.member m left join signin.two_step t on t.tenant_id = m.tenant_id and t.member_id = m.member_id
    where m.tenant_id = tenant and m.member_id = member;
end
$$;

-- SX-4: a try of an ID and password, in one statement: counted per account and address (counts, in this order) before anyone is looked up, and then
-- looked up by the same steps whether there is such an ID or not. `other`: what the try is counted under where what was typed cannot be an ID. By
-- company: an alias domain leads to the same account, and gives no attempts of its own.
create function signin.try_password(
  wanted_login text, wanted_domain text, other bytea, address bytea, most integer[], at timestamptz, minutes integer
) returns table (
  account bytea, counts integer[], tenant uuid, member_id uuid, created_at timestamptz, first_signed_in_at timestamptz, suspended_at timestamptz,
  deleted_at timestamptz, activates_at timestamptz, app_blocked_at timestamptz, surfaces text[], hash text, change_reason text, changed_at timestamptz, failures integer, attempts integer, expiry_days integer
) language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  nobody constant uuid := '00000000-0000-0000-0000-000000000000';
  of_company uuid;
  m record;
  p record;
begin
  -- A crash may forget a try that was not answered long ago; it waits for no disk.
  perform set_config('synchronous_commit', 'off', true);
  select d.tenant_id, d.company_id into tenant, of_company from company.domain d where d.domain = wanted_domain;
  account := case when wanted_login is null then other
    else sha256(convert_to('account:' || wanted_login || '@' || coalesce(of_company::text, wanted_domain), 'UTF8')) end;
  counts := signin.count_attempts(array[account, address], most, at, minutes);
  select k.member_id, k.created_at, k.first_signed_in_at, k.suspended_at, k.deleted_at, k.activates_at, k.app_blocked_at, k.permission_id, k.user_type_id into m
    from members.member k where k.tenant_id = coalesce(try_password.tenant, nobody) and k.company_id = coalesce(of_company, nobody) and k.login = coalesce(wanted_login, '');
  select k.hash, k.change_reason, k.changed_at, k.failures into p
    from signin.password k where k.tenant_id = coalesce(try_password.tenant, nobody) and k.member_id = coalesce(m.member_id, nobody);
  select k.attempts, k.expiry_days into attempts, expiry_days
    from signin.policy k where k.tenant_id = coalesce(try_password.tenant, nobody) and k.company_id = coalesce(of_company, nobody);
  surfaces := members.permitted_surfaces(coalesce(tenant, nobody), coalesce(of_company, nobody), m.permission_id, m.user_type_id);
  member_id := m.member_id; created_at := m.created_at; first_signed_in_at := m.first_signed_in_at; suspended_at := m.suspended_at;
  deleted_at := m.deleted_at; activates_at := m.activates_at; app_blocked_at := m.app_blocked_at; hash := p.hash;
  change_reason := p.change_reason; changed_at := p.changed_at; failures := p.failures;
  return next;
end
$$;

-- A successful sign-in: see settle_attempt. That it was counted meanwhile is all that a crash could leave.
create function signin.settle_password(account bytea, address bytea) returns void
language plpgsql security definer set search_path = pg_catalog as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  perform signin.settle_attempt(account, address);
end
$$;

-- What works once is taken before anything is handed out for it, and no later than that is on the disk.
create or replace function signin.take_artifact(presented bytea, at timestamptz) returns table (tenant_id uuid, connection_id uuid, taken boolean)
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  perform set_config('synchronous_commit', 'off', true);
  return query
    update signin.artifact a set consumed_at = at from signin.locator l
    where l.hash = presented and a.tenant_id = l.tenant_id and a.hash = l.hash and a.consumed_at is null
    returning a.tenant_id, a.connection_id, true;
  if not found then
    return query
      select a.tenant_id, a.connection_id, false from signin.locator l join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
      where l.hash = presented;
  end if;
end
$$;

-- What an authenticator is asked to sign says itself, sealed, what it is for and until when: a row stands for one that was answered, so that it is
-- not answered again. Of many at once that present it, one gets true.
drop function signin.put_challenge, signin.take_challenge;
delete from signin.challenge;
create function signin.use_challenge(presented bytea, until timestamptz) returns boolean
language sql security definer set search_path = pg_catalog as $$
  with used as (
    insert into signin.challenge (tenant_id, hash, expires_at) values ('00000000-0000-0000-0000-000000000000', presented, until)
    on conflict do nothing returning 1
  )
  select exists (select from used)
$$;

-- Only what a service was given is looked up by the client it was given to.
drop index signin.artifact_by_grant;
create index artifact_by_grant on signin.artifact (tenant_id, grant_id) where kind = 'ClientCredentials';

revoke all on function signin.find_interaction, signin.save_interaction, signin.keep_all, signin.find_token, signin.find_account, signin.find_standing, signin.try_password,
  signin.settle_password, signin.use_challenge from public;
grant execute on function signin.find_interaction, signin.save_interaction, signin.keep_all, signin.find_token, signin.find_account, signin.find_standing, signin.try_password,
  signin.settle_password, signin.use_challenge to muster_app;
