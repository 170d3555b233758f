-- An artifact by its bearer value, in one statement: where it is, and whether it is still worth something, as check_access asks it.
create function signin.find_artifact(presented bytea) returns table (payload jsonb, consumed_at timestamptz)
language sql stable security definer set search_path = pg_catalog set join_collapse_limit = 1 as $$
  select a.payload, a.consumed_at
  from signin.locator l
  join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
  left join sessions.connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
  left join sessions.sso s on s.tenant_id = a.tenant_id and s.sso_id = a.uid
  where l.hash = presented
    and (a.connection_id is null or (c.connection_id is not null and c.ended_at is null))
    and (a.uid is null or (s.sso_id is not null and s.ended_at is null))
$$;
revoke all on function signin.find_artifact from public;
grant execute on function signin.find_artifact to muster_app;
