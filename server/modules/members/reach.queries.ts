import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** Whether a team is `rootId` or stands beneath it. */
export async function isTeamWithin(ctx: Ctx, rootId: string, teamId: string): Promise<boolean> {
  const { rows } = await sql<{ within: boolean }>`
    with recursive up as (
      select t.team_id, t.parent_id from members.team t where t.tenant_id = ${ctx.tenant} and t.team_id = ${teamId}
      union all
      select t.team_id, t.parent_id from up join members.team t on t.tenant_id = ${ctx.tenant} and t.team_id = up.parent_id
    )
    select exists (select from up where team_id = ${rootId}) as within`.execute(ctx.db)
  return rows[0]?.within ?? false
}

/** Whether any affiliation of a member lies in the subtree of `rootId`. */
export async function isMemberWithin(ctx: Ctx, rootId: string, memberId: string): Promise<boolean> {
  const { rows } = await sql<{ within: boolean }>`
    with recursive up as (
      select t.team_id, t.parent_id from members.affiliation a
      join members.team t on t.tenant_id = a.tenant_id and t.team_id = a.team_id
      where a.tenant_id = ${ctx.tenant} and a.member_id = ${memberId}
      union
      select t.team_id, t.parent_id from up join members.team t on t.tenant_id = ${ctx.tenant} and t.team_id = up.parent_id
    )
    select exists (select from up where team_id = ${rootId}) as within`.execute(ctx.db)
  return rows[0]?.within ?? false
}
