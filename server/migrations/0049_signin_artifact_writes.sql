-- Whatever the OpenID provider keeps is written, taken and dropped in one statement each: a sign-in writes seven of them. Like the other
-- functions of the door they find the tenant by the locator, or are told it by the server, as a transaction is.

-- SX-2: what belongs to a connection, or is a single sign-on, is written only while that has not ended, its registry row being locked: what was
-- ended while a request was under way never comes back. False: nothing was written.
create function signin.write_artifact(
  tenant uuid, wanted bytea, kind text, uid text, uid_hash bytea, member uuid, grant_id text, connection uuid, payload jsonb, until timestamptz
) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
  if uid is not null then
    perform 1 from sessions.sso s where s.tenant_id = tenant and s.sso_id = write_artifact.uid and s.member_id = member and s.ended_at is null for update;
    if not found then return false; end if;
  end if;
  if connection is not null then
    perform 1 from sessions.connection c where c.tenant_id = tenant and c.connection_id = connection and c.ended_at is null for update;
    if not found then return false; end if;
  end if;
  insert into signin.locator as l (hash, tenant_id, expires_at)
    select h, tenant, until from unnest(array[wanted, uid_hash]) h where h is not null
    on conflict (hash) do update set expires_at = excluded.expires_at where l.tenant_id = excluded.tenant_id;
  insert into signin.artifact as a (tenant_id, hash, kind, uid, grant_id, connection_id, payload, expires_at)
    values (tenant, wanted, write_artifact.kind, write_artifact.uid, write_artifact.grant_id, connection, write_artifact.payload, until)
    on conflict (tenant_id, hash) do update set payload = excluded.payload, expires_at = excluded.expires_at, uid = excluded.uid;
  return true;
end
$$;

-- Takes what works once; of two at once, one. No row: there is none.
create function signin.take_artifact(presented bytea, at timestamptz) returns table (tenant_id uuid, connection_id uuid, taken boolean)
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
begin
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

create function signin.drop_artifact(presented bytea) returns void
language sql security definer set search_path = pg_catalog as $$
  delete from signin.artifact a using signin.locator l where l.hash = presented and a.tenant_id = l.tenant_id and a.hash = l.hash
$$;

-- A single sign-on by its uid, which is in a code that is presented.
create function signin.find_artifact_of(presented_uid bytea, wanted text) returns table (payload jsonb, consumed_at timestamptz)
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.payload, a.consumed_at
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.uid = wanted
  join sessions.sso s on s.tenant_id = a.tenant_id and s.sso_id = a.uid
  where l.hash = presented_uid and s.ended_at is null
  limit 1
$$;

-- SX-4: attempts, before anyone is known, hence of nobody's tenant. Counts one for each key; answers in the keys' order. A window that begins
-- after one in which the key's limit was exceeded is twice as long, up to 64 times.
create function signin.count_attempts(keys bytea[], most integer[], at timestamptz, minutes integer) returns integer[]
language plpgsql security definer set search_path = pg_catalog as $$
declare
  counts integer[] := '{}';
  counted integer;
begin
  for i in 1 .. cardinality(keys) loop
    insert into signin.attempt as t (tenant_id, key, attempts, resets_at)
      values ('00000000-0000-0000-0000-000000000000', keys[i], 1, at + minutes * interval '1 minute')
      on conflict (tenant_id, key) do update set
        attempts = case when t.resets_at <= at then 1 else t.attempts + 1 end,
        strikes = case when t.resets_at > at then t.strikes when t.attempts > most[i] then least(t.strikes + 1, 6) else 0 end,
        resets_at = case
          when t.resets_at > at then t.resets_at
          else at + minutes * interval '1 minute' * power(2, case when t.attempts > most[i] then least(t.strikes + 1, 6) else 0 end)
        end
      returning attempts into counted;
    counts := counts || counted;
  end loop;
  return counts;
end
$$;

-- A successful sign-in: the account's attempts are forgotten, and it is none against its address.
create function signin.settle_attempt(account bytea, address bytea) returns void
language sql security definer set search_path = pg_catalog as $$
  delete from signin.attempt where tenant_id = '00000000-0000-0000-0000-000000000000' and key = account;
  update signin.attempt set attempts = greatest(attempts - 1, 0) where tenant_id = '00000000-0000-0000-0000-000000000000' and key = address;
$$;

revoke all on function signin.write_artifact, signin.take_artifact, signin.drop_artifact, signin.find_artifact_of, signin.count_attempts,
  signin.settle_attempt from public;
grant execute on function signin.write_artifact, signin.take_artifact, signin.drop_artifact, signin.find_artifact_of, signin.count_attempts,
  signin.settle_attempt to muster_app;
