import type { Ctx } from '../../platform/context.ts'
import type { Invitation } from './invitation.rules.ts'

const columns = ['member_id', 'address', 'created_at', 'expires_at'] as const

/** MB-17: the newest link of a member; an older one dies with it. */
export async function upsertInvitation(ctx: Ctx, i: { memberId: string; hash: Buffer; address: string; expiresAt: Date }): Promise<void> {
  const values = { hash: i.hash, address: i.address, created_at: ctx.now, expires_at: i.expiresAt }
  await ctx.db
    .insertInto('signin.invitation')
    .values({ tenant_id: ctx.tenant, member_id: i.memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

export async function findInvitation(ctx: Ctx, which: { memberId: string } | { hash: Buffer }): Promise<Invitation | undefined> {
  const query = ctx.db.selectFrom('signin.invitation').select(columns).where('tenant_id', '=', ctx.tenant)
  const row = await (
    'hash' in which ? query.where('hash', '=', which.hash) : query.where('member_id', '=', which.memberId)
  ).executeTakeFirst()
  return row && { memberId: row.member_id, address: row.address, createdAt: row.created_at, expiresAt: row.expires_at }
}

/** Uses a link up; of two browsers at once one gets true. */
export async function deleteInvitation(ctx: Ctx, hash: Buffer): Promise<boolean> {
  const result = await ctx.db
    .deleteFrom('signin.invitation')
    .where('tenant_id', '=', ctx.tenant)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return result.numDeletedRows > 0n
}
