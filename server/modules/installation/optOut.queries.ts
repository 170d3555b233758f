import type { Ctx } from '../../platform/context.ts'

/** Keeps a member's choice to get no installation guides; false: it was theirs before. */
export async function insertOptOut(ctx: Ctx, memberId: string): Promise<boolean> {
  const row = await ctx.db
    .insertInto('installation.opt_out')
    .values({ tenant_id: ctx.tenant, member_id: memberId, opted_out_at: ctx.now })
    .onConflict((c) => c.doNothing())
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Takes it back; false: there was none. */
export async function deleteOptOut(ctx: Ctx, memberId: string): Promise<boolean> {
  const row = await ctx.db
    .deleteFrom('installation.opt_out')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Whether a member gets no installation guides, as they chose. */
export async function hasOptedOut(ctx: Ctx, memberId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('installation.opt_out')
    .select('member_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}
