-- A lost answer, once more (docs/adr/0030-lost-answer.md): with what came of a token goes the access token that was handed out beside it, and
-- what was written before successors named their parents never counts as lost.
update signin.artifact set superseded_at = consumed_at where kind = 'RefreshToken' and consumed_at is not null and superseded_at is null;

-- True: the token, used no longer ago than `since`, counts as presented for the first time. Rows of two that present it are locked one after the other; of
-- the successor's use and this, whichever locks the successor first comes first, and the other is refused.
create or replace function signin.retake_artifact(presented bytea, since timestamptz, at timestamptz) returns boolean
language plpgsql security definer set search_path = pg_catalog as $$
declare
  t record;
  parent constant text := encode(presented, 'hex');
  successor record;
begin
  -- Whatever is handed out for it is written after this, and waits for the disk.
  perform set_config('synchronous_commit', 'off', true);
  select a.tenant_id, a.connection_id, a.consumed_at, a.superseded_at, coalesce((a.payload ->> 'rotations')::integer, 0) as rotations into t
    from signin.locator l join signin.artifact a on a.tenant_id = l.tenant_id and a.hash = l.hash
    where l.hash = presented and a.kind = 'RefreshToken' for update of a;
  if not found or t.consumed_at is null or t.consumed_at < since or t.superseded_at is not null then return false; end if;
  select a.hash, a.consumed_at into successor from signin.artifact a
    where a.tenant_id = t.tenant_id and a.kind = 'RefreshToken' and a.superseded_at is null and a.payload ->> 'parent' = parent for update;
  if found and successor.consumed_at is not null then return false; end if;
  if not found then
    -- The server died between taking the one and writing the other; unless an older server, beside this one, wrote it without naming its parent.
    return not exists (
      select from signin.artifact a
      where a.tenant_id = t.tenant_id and a.connection_id = t.connection_id and a.kind = 'RefreshToken' and a.payload ->> 'parent' is null
        and (a.payload ->> 'rotations')::integer > t.rotations
    );
  end if;
  update signin.artifact a set consumed_at = at, superseded_at = at where a.tenant_id = t.tenant_id and a.hash = successor.hash;
  delete from signin.artifact a
    where a.tenant_id = t.tenant_id and a.connection_id = t.connection_id and a.kind = 'AccessToken' and a.payload ->> 'parent' = parent;
  return true;
end
$$;
