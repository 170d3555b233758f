import { sql, type RawBuilder } from 'kysely'
import type { InstallationSummary } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** Members of a team in numbers; `selectable` with those who await their first day. */
type Counted = { teamId: string } & InstallationSummary

type Row = {
  team_id: string
  members: number
  allowed_mobile: number
  mobile: number
  allowed_pc: number
  pc: number
  selectable: number
}

/** IS-1, IS-2: what counts follow from a source's, by what it allows now: `s.m`, `s.p`. */
const sums = sql`
  sum(c.members)::integer as members,
  coalesce(sum(c.members) filter (where s.m), 0)::integer as allowed_mobile, coalesce(sum(c.mobile) filter (where s.m), 0)::integer as mobile,
  coalesce(sum(c.members) filter (where s.p), 0)::integer as allowed_pc, coalesce(sum(c.pc) filter (where s.p), 0)::integer as pc,
  coalesce(sum(case when s.m then c.lack_mobile else 0 end + case when s.p then c.lack_pc else 0 end
    + case when s.m or s.p then c.lack_both else 0 end), 0)::integer as selectable`

/** What each source of permission of a company allows. */
const sources = (ctx: Ctx, companyId: string) => sql`(
  select p.source_id, 'mobile' = any (p.surfaces) as m, 'pc' = any (p.surfaces) as p from members.permission_source p
  where p.tenant_id = ${ctx.tenant} and p.company_id = ${companyId})`

/** The counts of a table of counts or changes. */
const counts = (ctx: Ctx, table: RawBuilder<unknown>, companyId: string, beneath: boolean, teams: readonly string[] | null) => sql`
  select k.team_id, k.source_id, k.members, k.mobile, k.pc, k.lack_mobile, k.lack_pc, k.lack_both from ${table} k
  where k.tenant_id = ${ctx.tenant} and k.company_id = ${companyId} and k.beneath = ${beneath} ${teams === null ? sql`` : sql`and k.team_id = any (${teams}::uuid[])`}`

/** The counts of the teams of a company that have members, or of some of them: without or with the teams beneath. */
export async function selectTeamCounts(
  ctx: Ctx,
  companyId: string,
  beneath: boolean,
  teams: readonly string[] | null = null,
): Promise<Counted[]> {
  const { rows } = await sql<Row>`
    select c.team_id, ${sums} from (
      ${counts(ctx, sql`installation.team_count`, companyId, beneath, teams)}
      union all ${counts(ctx, sql`installation.team_change`, companyId, beneath, teams)}
    ) c left join ${sources(ctx, companyId)} s on s.source_id = c.source_id
    group by c.team_id`.execute(ctx.db)
  return rows.map((r) => ({
    teamId: r.team_id,
    members: r.members,
    mobile: { installed: r.mobile, notInstalled: r.allowed_mobile - r.mobile, noPermission: r.members - r.allowed_mobile },
    pc: { installed: r.pc, notInstalled: r.allowed_pc - r.pc, noPermission: r.members - r.allowed_pc },
    selectable: r.selectable,
  }))
}
