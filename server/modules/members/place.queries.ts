import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** Where a member stands in a company; each part may be absent. */
export type Places = {
  teamId?: string | null
  levelId?: string | null
  userTypeId?: string | null
  permissionId?: string | null
  positionId?: string | null
}

const tables = {
  teamId: ['members.team', 'team_id'],
  levelId: ['members.level', 'level_id'],
  userTypeId: ['members.user_type', 'user_type_id'],
  permissionId: ['members.service_permission', 'permission_id'],
  positionId: ['members.position', 'position_id'],
} as const

/** The first of the places given that the company does not have; undefined: it has them all. Held until the transaction ends. */
export async function findMissingPlace(ctx: Ctx, companyId: string, places: Places): Promise<keyof Places | undefined> {
  for (const part of Object.keys(tables) as (keyof Places)[]) {
    const id = places[part]
    if (!id) continue
    const [table, column] = tables[part]
    const row = await ctx.db
      .selectFrom(table)
      .select('company_id')
      .where('tenant_id', '=', ctx.tenant)
      .where(column as never, '=', id as never)
      .forKeyShare()
      .executeTakeFirst()
    if (row?.company_id !== companyId) return part
  }
  return undefined
}

/** Whether the company has all the places given. */
export async function placesExist(ctx: Ctx, companyId: string, places: Places): Promise<boolean> {
  return (await findMissingPlace(ctx, companyId, places)) === undefined
}

/** The company's teams that bear one of the names, by name; `top`: those of its subtree. */
export async function selectTeamsByName(
  ctx: Ctx,
  companyId: string,
  names: readonly string[],
  top: string | null,
): Promise<{ id: string; name: string }[]> {
  if (names.length === 0) return []
  return ctx.db
    .selectFrom('members.team as t')
    .select(['t.team_id as id', 't.name'])
    .where('t.tenant_id', '=', ctx.tenant)
    .where('t.company_id', '=', companyId)
    .where('t.name', 'in', names)
    .$if(top !== null, (q) => q.where(sql<boolean>`t.team_id in (select members.teams_beneath(${ctx.tenant}, ${top}))`))
    .execute()
}

/** The topmost teams of a company, and those right beneath some of its teams. */
export async function selectTeamsUnder(ctx: Ctx, companyId: string, parents: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select t.team_id as id from members.team t
    where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and (t.parent_id is null or t.parent_id = any (${parents}::uuid[]))`.execute(
    ctx.db,
  )
  return rows.map(({ id }) => id)
}
