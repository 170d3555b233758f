import type { Ctx } from '../../platform/context.ts'

export type ResetLink = { memberId: string; address: string; createdAt: Date; expiresAt: Date }

/** The newest link of a member; an older one dies with it. */
export async function upsertResetLink(ctx: Ctx, link: { memberId: string; hash: Buffer; address: string; expiresAt: Date }): Promise<void> {
  const values = { hash: link.hash, address: link.address, created_at: ctx.now, expires_at: link.expiresAt }
  await ctx.db
    .insertInto('signin.reset_link')
    .values({ tenant_id: ctx.tenant, member_id: link.memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

export async function findResetLink(ctx: Ctx, which: { memberId: string } | { hash: Buffer }): Promise<ResetLink | undefined> {
  const query = ctx.db
    .selectFrom('signin.reset_link')
    .select(['member_id', 'address', 'created_at', 'expires_at'])
    .where('tenant_id', '=', ctx.tenant)
  const row = await (
    'hash' in which ? query.where('hash', '=', which.hash) : query.where('member_id', '=', which.memberId)
  ).executeTakeFirst()
  return row && { memberId: row.member_id, address: row.address, createdAt: row.created_at, expiresAt: row.expires_at }
}

/** Forgets a member's link; of two browsers at once one gets true. */
export async function deleteResetLink(ctx: Ctx, memberId: string): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('signin.reset_link')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
