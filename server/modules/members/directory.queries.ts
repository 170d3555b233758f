import { sql, type RawBuilder } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import { findByWords } from './list.queries.ts'

/** The teams of a company that are hidden from a member (MB-7): private ones they are not in, and all beneath those. */
const hiddenTeams = (ctx: Ctx, companyId: string, viewerId: string): RawBuilder<unknown> => sql`
  with recursive own as (
    select u.above_id from members.teams_above(${ctx.tenant}, array(
      select a.team_id from members.affiliation a where a.tenant_id = ${ctx.tenant} and a.member_id = ${viewerId})) u
  ), hidden as (
    select t.team_id from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.private and t.team_id not in (select above_id from own)
    union
    select t.team_id from hidden h join members.team t on t.tenant_id = ${ctx.tenant} and t.parent_id = h.team_id
  )`

export type TeamShown = { id: string; parentId: string | null; name: string }

/** The teams of a company that a member sees, siblings in order. */
export async function selectShownTeams(ctx: Ctx, companyId: string, viewerId: string): Promise<TeamShown[]> {
  const { rows } = await sql<TeamShown>`${hiddenTeams(ctx, companyId, viewerId)}
    select t.team_id as id, t.parent_id as "parentId", t.name from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.team_id not in (select team_id from hidden)
    order by t.parent_id nulls first, t.position, t.team_id`.execute(ctx.db)
  return rows
}

/** Whether a member sees a team of their company. */
export async function isTeamShown(ctx: Ctx, companyId: string, viewerId: string, teamId: string): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`${hiddenTeams(ctx, companyId, viewerId)}
    select 1 as n from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.team_id = ${teamId} and t.team_id not in (select team_id from hidden)`.execute(
    ctx.db,
  )
  return rows.length > 0
}

export type FoundMember = {
  id: string
  name: string
  login: string
  nickname: string | null
  affiliations: { team: { id: string; name: string }; position: string | null; isPrimary: boolean }[]
}

/** A search looks at so many members whose words fit: who seeks someone among more types on. */
const lookedAt = 2_000

/** {@link isFindable} of an affiliation `a` of a member `m`. */
const findable = sql`(case when a.is_primary then m.search_primary else m.search_concurrent end and a.team_id not in (select team_id from hidden))`

/** Members, neither deleted nor suspended, whom a member finds by a part of their words, by name. */
export async function selectFoundMembers(
  ctx: Ctx,
  { companyId, viewerId, words, limit }: { companyId: string; viewerId: string; words: string; limit: number },
): Promise<FoundMember[]> {
  const { rows } = await sql<FoundMember>`${hiddenTeams(ctx, companyId, viewerId)},
    found as materialized (${findByWords(companyId, words, lookedAt)})
    select m.member_id as id, m.name, m.login, m.nickname, coalesce(t.affiliations, '[]') as affiliations
    from found
    join members.entry e on e.tenant_id = ${ctx.tenant} and e.member_id = found.id and e.standing < 2
    join members.member m on m.tenant_id = ${ctx.tenant} and m.member_id = found.id
    cross join lateral (
      select count(*) as all,
        jsonb_agg(jsonb_build_object('team', jsonb_build_object('id', t.team_id, 'name', t.name), 'position', p.name, 'isPrimary', a.is_primary)
          order by a.is_primary desc, t.name, t.team_id) filter (where ${findable}) as affiliations
      from members.affiliation a
      join members.team t on t.tenant_id = ${ctx.tenant} and t.team_id = a.team_id
      left join members.position p on p.tenant_id = ${ctx.tenant} and p.position_id = a.position_id
      where a.tenant_id = ${ctx.tenant} and a.member_id = m.member_id
    ) t
    where t.affiliations is not null or (t.all = 0 and m.search_primary)
    order by e.name_key, e.member_id limit ${limit}`.execute(ctx.db)
  return rows
}
