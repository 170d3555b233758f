import { deviceFilterShape, tabNames, type SavedSearch } from '@muster/contract'
import { z } from 'zod'
import type { Ctx } from '../../platform/context.ts'

const storedShape = z.object({ tab: z.enum(tabNames), filter: deviceFilterShape })

/** DS-12: an administrator's own saved searches, by name. */
export async function selectSearches(ctx: Ctx, companyId: string, memberId: string): Promise<SavedSearch[]> {
  const rows = await ctx.db
    .selectFrom('devices.saved_search')
    .select(['search_id', 'name', 'tab', 'filter'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('member_id', '=', memberId)
    .orderBy('name')
    .execute()
  // What an earlier version stored may know filters that are no more.
  return rows.flatMap((r) => {
    const stored = storedShape.safeParse({ tab: r.tab, filter: r.filter })
    return stored.success ? { id: r.search_id, name: r.name, ...stored.data } : []
  })
}

export type NewSearch = SavedSearch & { companyId: string; memberId: string }

/** Saves a search in place of one of the same name. @returns its id */
export async function upsertSearch(ctx: Ctx, s: NewSearch): Promise<string> {
  const filter = JSON.stringify(s.filter)
  const row = await ctx.db
    .insertInto('devices.saved_search')
    .values({ tenant_id: ctx.tenant, search_id: s.id, company_id: s.companyId, member_id: s.memberId, name: s.name, tab: s.tab, filter })
    .onConflict((c) => c.columns(['tenant_id', 'company_id', 'member_id', 'name']).doUpdateSet({ tab: s.tab, filter }))
    .returning('search_id')
    .executeTakeFirstOrThrow()
  return row.search_id
}

/** Whether there was such a search of the administrator's own. */
export async function deleteSearch(ctx: Ctx, companyId: string, memberId: string, searchId: string): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('devices.saved_search')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('member_id', '=', memberId)
    .where('search_id', '=', searchId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
