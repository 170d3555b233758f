-- MB-4, SX-4: counts a failed sign-in of a member; 0 for nobody. A commit that has written waits for the disk, one that has not does not: so for
-- nobody a row is written all the same, that of the attempts counted for the account.
create function signin.count_failure(member uuid, account bytea) returns integer
language plpgsql security definer set search_path = pg_catalog as $$
declare
  counted integer;
begin
  update signin.password p set failures = p.failures + 1
    where p.tenant_id = muster.tenant() and p.member_id = member returning p.failures into counted;
  if not found then
    update signin.attempt t set attempts = t.attempts where t.tenant_id = '00000000-0000-0000-0000-000000000000' and t.key = account;
  end if;
  return coalesce(counted, 0);
end
$$;
revoke all on function signin.count_failure from public;
grant execute on function signin.count_failure to muster_app;

-- Room beside each row, so that counting moves none to another page: that takes longer, and would tell that there is such a row.
alter table signin.password set (fillfactor = 60);
