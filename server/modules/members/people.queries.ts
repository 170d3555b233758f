import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'
import type { StateFacts } from './state.rules.ts'

export type PersonRow = StateFacts & { id: string; companyId: string; name: string; login: string; domain: string }

/** Who members are, by id, with the domain their IDs are shown with. */
export async function selectPeople(ctx: Ctx, ids: readonly string[]): Promise<PersonRow[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('members.member as m')
    .modifyFront(kept)
    .leftJoin('company.domain as d', (j) =>
      j.onRef('d.tenant_id', '=', 'm.tenant_id').onRef('d.company_id', '=', 'm.company_id').on('d.is_primary', '=', true),
    )
    .select(['m.member_id', 'm.company_id', 'm.name', 'm.login', 'm.created_at', 'm.activates_at', 'm.first_signed_in_at'])
    .select(['m.suspended_at', 'm.deleted_at', 'm.app_blocked_at', 'd.domain'])
    .where('m.tenant_id', '=', ctx.tenant)
    .where(sql<boolean>`m.member_id = any (${ids}::uuid[])`)
    .execute()
  return rows.map((r) => ({
    id: r.member_id,
    companyId: r.company_id,
    name: r.name,
    login: r.login,
    domain: r.domain ?? '',
    createdAt: r.created_at,
    activatesAt: r.activates_at,
    firstSignedInAt: r.first_signed_in_at,
    suspendedAt: r.suspended_at,
    deletedAt: r.deleted_at,
    appBlockedAt: r.app_blocked_at,
  }))
}

/** Names of teams, by id. */
export async function selectTeamNames(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; name: string }[]> {
  if (ids.length === 0) return []
  return ctx.db
    .selectFrom('members.team')
    .select(['team_id as id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where(sql<boolean>`team_id = any (${ids}::uuid[])`)
    .execute()
}

/** Members' primary teams in a company (MB-3); `top`: those of its subtree. */
export async function selectPrimaryTeams(
  ctx: Ctx,
  companyId: string,
  ids: readonly string[],
  top: string | null,
): Promise<{ memberId: string; id: string; name: string }[]> {
  if (ids.length === 0) return []
  return ctx.db
    .selectFrom('members.affiliation as a')
    .innerJoin('members.team as t', (j) => j.onRef('t.tenant_id', '=', 'a.tenant_id').onRef('t.team_id', '=', 'a.team_id'))
    .select(['a.member_id as memberId', 't.team_id as id', 't.name'])
    .where('a.tenant_id', '=', ctx.tenant)
    .where('a.company_id', '=', companyId)
    .where('a.is_primary', '=', true)
    .where(sql<boolean>`a.member_id = any (${ids}::uuid[])`)
    .$if(top !== null, (q) => q.where(sql<boolean>`a.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}))`))
    .execute()
}

/** Whether a team is one of the company; held, so that it is not deleted before the transaction ends. */
export async function holdTeam(ctx: Ctx, companyId: string, teamId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('members.team')
    .select('team_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('team_id', '=', teamId)
    .forKeyShare()
    .executeTakeFirst()
  return row !== undefined
}
