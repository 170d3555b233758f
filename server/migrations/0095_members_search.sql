-- The pairs of characters, as members.search has them, that stand in more than this share of all rows, by what the last analyze has counted: of a
-- company whose numbers all begin alike, the first ones. There are none where no company has so many of a database's members.
create function members.common_pairs(share real) returns integer[]
language sql stable security definer set search_path = pg_catalog set plan_cache_mode = force_generic_plan as $$
  select coalesce(array_agg(c.pair), '{}')
  from pg_stats s, unnest(s.most_common_elems::text::integer[], s.most_common_elem_freqs) as c (pair, freq)
  where s.schemaname = 'members' and s.tablename = 'search' and s.attname = 'grams' and c.pair is not null and c.freq > share
$$;
revoke all on function members.common_pairs from public;

-- As before, but for what does not tell members apart: the list of a pair that nearly everybody has is the longest to read and leaves hardly
-- anybody out. The words themselves are looked at in any case. And the tenant is looked up once, not for every row found, which took a quarter of
-- the time of a common name.
create or replace function members.find_by_words(company uuid, sought text, most integer) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog set plan_cache_mode = force_custom_plan as $$
declare
  tenant constant uuid := muster.tenant();
  needle constant text := members.folded(sought);
  wanted integer[] := case when length(needle) < 2 then members.grams(company, needle) else members.pairs(company, needle) end;
  common integer[];
  telling integer[];
begin
  if cardinality(wanted) > 2 then
    common := members.common_pairs(0.25);
    telling := array(select w from unnest(wanted) w where w <> all (common));
    if cardinality(telling) > 1 then wanted := telling; end if;
  end if;
  return query
    select s.member_id from members.search s
    where s.tenant_id = tenant and s.company_id = company and s.grams @> wanted and position(needle in s.words) > 0
    limit most;
end $$;
