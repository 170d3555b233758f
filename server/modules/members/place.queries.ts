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

/** The company's teams that bear one of the names, by name. */
export async function findTeamsByName(ctx: Ctx, companyId: string, names: string[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  if (names.length === 0) return found
  const rows = await ctx.db
    .selectFrom('members.team')
    .select(['team_id', 'name'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('name', 'in', names)
    .execute()
  for (const { name, team_id } of rows) found.set(name, [...(found.get(name) ?? []), team_id])
  return found
}
