-- The same as before, with the statements of write_artifact in it: called once for each artifact they cost half as much again. The rows of the
-- registry that a request writes under are one single sign-on and one connection, as a rule, and locked once.
create or replace function signin.keep_all(wanted jsonb, gone bytea[], lasting boolean) returns void
language plpgsql security definer set search_path = pg_catalog as $$
#variable_conflict use_column
declare
  w record;
  held uuid;
  is_open boolean;
begin
  if not lasting then perform set_config('synchronous_commit', 'off', true); end if;
  if cardinality(gone) > 0 then
    delete from signin.interaction i where i.tenant_id = '00000000-0000-0000-0000-000000000000' and i.hash = any (gone);
    delete from signin.artifact a using signin.locator l where l.hash = any (gone) and a.tenant_id = l.tenant_id and a.hash = l.hash;
  end if;
  for w in
    select k.tenant, decode(k.hash, 'hex') as hash, k.kind, k.uid, decode(k."uidHash", 'hex') as uid_hash, k.member, k."grantId" as grant_id, k.connection,
      k.payload, k.until
    from jsonb_to_recordset(wanted) as k (
      tenant uuid, hash text, kind text, uid text, "uidHash" text, member uuid, "grantId" text, connection uuid, payload jsonb, until timestamptz
    ) order by k.uid is null, k.connection
  loop
    if w.kind = 'Interaction' then
      insert into signin.interaction as i (tenant_id, hash, payload, expires_at) values (w.tenant, w.hash, w.payload, w.until)
        on conflict (tenant_id, hash) do update set payload = excluded.payload;
      continue;
    end if;
    if w.uid is not null then
      perform 1 from sessions.sso s where s.tenant_id = w.tenant and s.sso_id = w.uid and s.member_id = w.member and s.ended_at is null for update;
      if not found then continue; end if;
    end if;
    if w.connection is not null then
      if held is distinct from w.connection then
        perform 1 from sessions.connection c where c.tenant_id = w.tenant and c.connection_id = w.connection and c.ended_at is null for update;
        is_open := found;
        held := w.connection;
      end if;
      if not is_open then continue; end if;
    end if;
    insert into signin.locator as l (hash, tenant_id, expires_at)
      select h, w.tenant, w.until from unnest(array[w.hash, w.uid_hash]) h where h is not null
      on conflict (hash) do update set expires_at = excluded.expires_at where l.tenant_id = excluded.tenant_id;
    insert into signin.artifact as a (tenant_id, hash, kind, uid, grant_id, connection_id, payload, expires_at)
      values (w.tenant, w.hash, w.kind, w.uid, w.grant_id, w.connection, w.payload, w.until)
      on conflict (tenant_id, hash) do update set payload = excluded.payload, expires_at = excluded.expires_at, uid = excluded.uid;
  end loop;
end
$$;
