import type { Ctx } from '../../platform/context.ts'

/** What a code is sent for: to confirm a number, as a second step, to sign in by it. */
export type TextPurpose = 'link' | 'second' | 'door'
type Of = { memberId: string; purpose: TextPurpose }

/** Puts a code in place of the one before; false when that was sent too short a while ago. */
export async function putTextCode(
  ctx: Ctx,
  { memberId, purpose }: Of,
  code: { number: string; hash: Buffer; expiresAt: Date },
  notSince: Date,
): Promise<boolean> {
  const values = { number: code.number, hash: code.hash, attempts: 0, expires_at: code.expiresAt, sent_at: ctx.now }
  const row = await ctx.db
    .insertInto('signin.text_code')
    .values({ tenant_id: ctx.tenant, member_id: memberId, purpose, ...values })
    .onConflict((c) =>
      c.columns(['tenant_id', 'member_id', 'purpose']).doUpdateSet(values).where('signin.text_code.sent_at', '<=', notSince),
    )
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Uses a code up, wherever it is given first, if it was not tried too often. @returns the number it went to */
export async function takeTextCode(ctx: Ctx, { memberId, purpose }: Of, hash: Buffer, most: number): Promise<string | undefined> {
  const taken = await ctx.db
    .deleteFrom('signin.text_code')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('purpose', '=', purpose)
    .where('hash', '=', hash)
    .where('expires_at', '>', ctx.now)
    .where('attempts', '<', most)
    .returning('number')
    .executeTakeFirst()
  return taken?.number
}

/** Counts a wrong try of a code. */
export async function countTextTry(ctx: Ctx, { memberId, purpose }: Of): Promise<void> {
  await ctx.db
    .updateTable('signin.text_code')
    .set((e) => ({ attempts: e('attempts', '+', 1) }))
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('purpose', '=', purpose)
    .execute()
}

/** Forgets the codes of a member, of one purpose or of all. */
export async function deleteTextCodes(ctx: Ctx, memberId: string, purpose?: TextPurpose): Promise<void> {
  let gone = ctx.db.deleteFrom('signin.text_code').where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId)
  if (purpose) gone = gone.where('purpose', '=', purpose)
  await gone.execute()
}
