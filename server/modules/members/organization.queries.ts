import { sql, type RawBuilder } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { ChartPlace } from './organization.rules.ts'
import { teamsShownToOutsiders } from './team.queries.ts'
import type { StateFacts } from './state.rules.ts'

type TeamCount = { teamId: string; direct: number; total: number }

/** Members of the teams of a company, or of the subtree of `top`: the counts and the changes not yet folded into them. */
export async function selectTeamCounts(ctx: Ctx, companyId: string, top: string | null): Promise<TeamCount[]> {
  const { rows } = await sql<TeamCount>`
    select t.team_id as "teamId", (coalesce(k.direct, 0) + coalesce(c.direct, 0))::integer as direct,
      (coalesce(k.total, 0) + coalesce(c.total, 0))::integer as total
    from members.team t
    left join members.team_count k on k.tenant_id = t.tenant_id and k.team_id = t.team_id
    left join (
      select c.team_id, sum(c.direct) as direct, sum(c.total) as total from members.team_change c where c.tenant_id = ${ctx.tenant} group by 1
    ) c on c.team_id = t.team_id
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId}
      ${top === null ? sql`` : sql`and t.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}))`}
    order by t.team_id`.execute(ctx.db)
  return rows
}

export async function findTeamCount(ctx: Ctx, teamId: string): Promise<{ direct: number; total: number }> {
  const { rows } = await sql<{ direct: number; total: number }>`
    select coalesce(sum(direct), 0)::integer as direct, coalesce(sum(total), 0)::integer as total from (
      select k.direct, k.total from members.team_count k where k.tenant_id = ${ctx.tenant} and k.team_id = ${teamId}
      union all
      select c.direct, c.total from members.team_change c where c.tenant_id = ${ctx.tenant} and c.team_id = ${teamId}
    ) n`.execute(ctx.db)
  return rows[0] ?? { direct: 0, total: 0 }
}

/** Folds the committed changes into the counts. @returns how many there were */
export async function foldTeamChanges(ctx: Ctx): Promise<number> {
  const { rows } = await sql<{ folded: number }>`select members.fold_team_changes(${ctx.tenant}) as folded`.execute(ctx.db)
  return rows[0]?.folded ?? 0
}

/** The order of {@link compareInChart}, key by key; all ascend, so that a page begins where a row of keys is greater. */
const chartOrder = sql`
  not coalesce(l.executive, false), not a.is_leader, coalesce(p.rank, 2147483647), coalesce(l.rank, 2147483647), e.name_key, e.member_id`
/** What names are sorted by, here as in the list of members. */
const entry = (ctx: Ctx) => sql`join members.entry e on e.tenant_id = ${ctx.tenant} and e.member_id = m.member_id`

/** {@link visibleInChart} for a viewer who is in no team: nothing private, neither the affiliation nor a team above. */
const shownToOutsiders = (ctx: Ctx, teamId: string) => sql`
  a.visible and not exists (
    select from members.teams_above(${ctx.tenant}, array[${teamId}::uuid]) u
    join members.team t on t.tenant_id = ${ctx.tenant} and t.team_id = u.above_id where t.private
  )`

/** Where a page of members begins: after the row with these keys. */
export type ChartKeys = [boolean, boolean, number, number, string, string]

export type TeamMemberRow = ChartPlace &
  StateFacts & {
    name: string
    login: string
    leaveFrom: Date | null
    leaveUntil: Date | null
    position: string | null
    level: string | null
    isPrimary: boolean
    visible: boolean
  }

/**
 * MB-7: of a team's members all; those whom members outside all teams find in the chart; whom any do to whom the team is not hidden; or
 * with whom something is shared that is shared with the team.
 */
export type Of = 'all' | 'outsiders' | 'chart' | 'sharing'

const among = (ctx: Ctx, teamId: string): Record<Of, RawBuilder<unknown>> => ({
  all: sql``,
  outsiders: sql`and ${shownToOutsiders(ctx, teamId)}`,
  chart: sql`and a.visible`,
  sharing: sql`and a.use_team_feature`,
})

type Asked = { teamId: string; of: Of; after: ChartKeys | null; limit: number }

/** A page of a team's members in the order of the chart; deleted ones are not listed. */
export async function selectTeamMembers(ctx: Ctx, { teamId, of, after, limit }: Asked): Promise<TeamMemberRow[]> {
  const from =
    after &&
    sql`and (${chartOrder}) > (${after[0]}, ${after[1]}, ${after[2]}::integer, ${after[3]}::integer, ${after[4]}, ${after[5]}::uuid)`
  const { rows } = await sql<TeamMemberRow>`
    select m.member_id as id, m.name, e.name_key as "nameKey", m.login, m.created_at as "createdAt", m.activates_at as "activatesAt",
      m.first_signed_in_at as "firstSignedInAt", m.suspended_at as "suspendedAt", m.deleted_at as "deletedAt",
      m.app_blocked_at as "appBlockedAt", m.leave_from as "leaveFrom", m.leave_until as "leaveUntil",
      coalesce(l.executive, false) as executive, a.is_leader as "isLeader", p.rank as "positionRank", l.rank as "levelRank",
      p.name as position, l.name as level, a.is_primary as "isPrimary", a.visible
    from members.affiliation a
    join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
    ${entry(ctx)}
    left join members.level l on l.tenant_id = m.tenant_id and l.level_id = m.level_id
    left join members.position p on p.tenant_id = a.tenant_id and p.position_id = a.position_id
    where a.tenant_id = ${ctx.tenant} and a.team_id = ${teamId} and m.deleted_at is null
      ${among(ctx, teamId)[of]} ${from ?? sql``}
    order by ${chartOrder} limit ${limit}`.execute(ctx.db)
  return rows
}

/** How many members of a team those outside it find in the chart. */
export async function countShownToOutsiders(ctx: Ctx, teamId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from members.affiliation a
    join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
    where a.tenant_id = ${ctx.tenant} and a.team_id = ${teamId} and m.deleted_at is null and ${shownToOutsiders(ctx, teamId)}`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}

export type LeaderRow = {
  teamId: string
  memberId: string
  name: string
  position: string | null
  visible: boolean
  leaveFrom: Date | null
  leaveUntil: Date | null
}

/** The leaders of the teams of a company, or of the subtree of `top`, team by team in the order of the chart. */
export async function selectLeaders(ctx: Ctx, companyId: string, top: string | null, outsider: boolean): Promise<LeaderRow[]> {
  const { rows } = await sql<LeaderRow>`
    select a.team_id as "teamId", m.member_id as "memberId", m.name, p.name as position, a.visible,
      m.leave_from as "leaveFrom", m.leave_until as "leaveUntil"
    from members.affiliation a
    join members.member m on m.tenant_id = a.tenant_id and m.member_id = a.member_id
    ${entry(ctx)}
    left join members.level l on l.tenant_id = m.tenant_id and l.level_id = m.level_id
    left join members.position p on p.tenant_id = a.tenant_id and p.position_id = a.position_id
    where a.tenant_id = ${ctx.tenant} and a.company_id = ${companyId} and a.is_leader and m.deleted_at is null
      ${top === null ? sql`` : sql`and a.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}))`}
      ${outsider ? sql`and a.visible and a.team_id in (${teamsShownToOutsiders(ctx, companyId)})` : sql``}
    order by a.team_id, ${chartOrder}`.execute(ctx.db)
  return rows
}
