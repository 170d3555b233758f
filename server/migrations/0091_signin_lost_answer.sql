-- A refresh token whose answer was lost on the way (docs/adr/0030-lost-answer.md): it is presented once more, and what came of it has been used
-- by nobody. That is superseded then: whoever presents it nevertheless has a copy.
alter table signin.artifact add column superseded_at timestamptz;

-- A token has one successor, also where its answer was only late. `parent`: the hash of the token that it came of.
create unique index artifact_successor on signin.artifact (tenant_id, (payload ->> 'parent'))
  where kind = 'RefreshToken' and superseded_at is null and payload ->> 'parent' is not null;

-- True: the token, used no longer ago than `since`, counts as presented for the first time. Its row is locked before its successor's, so of the
-- successor's use and this one comes second, and is refused.
create function signin.retake_artifact(presented bytea, since timestamptz, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  t record;
  successor record;
begin
  select a.tenant_id, a.consumed_at, a.superseded_at into t
    from signin.locator l join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
    where l.hash = presented and a.kind = 'RefreshToken' for update of a;
  if not found or t.consumed_at is null or t.consumed_at < since or t.superseded_at is not null then return false; end if;
  select a.hash, a.consumed_at into successor from signin.artifact a
    where a.tenant_id = t.tenant_id and a.kind = 'RefreshToken' and a.superseded_at is null and a.payload ->> 'parent' = encode(presented, 'hex') for update;
  -- The server died between taking the one and writing the other.
  if not found then return true; end if;
  if successor.consumed_at is not null then return false; end if;
  update signin.artifact a set consumed_at = at, superseded_at = at where a.tenant_id = t.tenant_id and a.hash = successor.hash;
  return true;
end
$$;

revoke all on function signin.retake_artifact from public;
grant execute on function signin.retake_artifact to muster_app;
