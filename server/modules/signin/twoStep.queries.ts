import type { Ctx } from '../../platform/context.ts'

export async function upsertTwoStep(ctx: Ctx, memberId: string, change: { switched_on?: boolean; reset_at?: Date }): Promise<void> {
  await ctx.db
    .insertInto('signin.two_step')
    .values({ tenant_id: ctx.tenant, member_id: memberId, ...change })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(change))
    .execute()
}

export type FactorKind = 'totp' | 'sms'
export type Factor = { id: string; kind: FactorKind; sealed: Buffer; confirmedAt: Date | null }

/** A member's second steps that are set up, and the authenticator app that is being set up. */
export async function selectFactors(ctx: Ctx, memberId: string): Promise<Factor[]> {
  const rows = await ctx.db
    .selectFrom('signin.factor')
    .select(['factor_id', 'kind', 'sealed', 'confirmed_at'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map((r) => ({ id: r.factor_id, kind: r.kind as FactorKind, sealed: r.sealed, confirmedAt: r.confirmed_at }))
}

export async function insertFactor(ctx: Ctx, factor: { id: string; memberId: string; sealed: Buffer }): Promise<void> {
  await ctx.db
    .insertInto('signin.factor')
    .values({
      tenant_id: ctx.tenant,
      factor_id: factor.id,
      member_id: factor.memberId,
      kind: 'totp',
      sealed: factor.sealed,
      created_at: ctx.now,
    })
    .execute()
}

/** Takes a time step of a factor: false when a code of it or of a later one was taken already. */
export async function takeStep(ctx: Ctx, factorId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('signin.factor')
    .set({ last_step: step })
    .where('tenant_id', '=', ctx.tenant)
    .where('factor_id', '=', factorId)
    .where('last_step', '<', String(step))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** MB-8: from now on codes by SMS are a second step of a member; false when they were before. */
export async function insertSms(ctx: Ctx, factorId: string, memberId: string): Promise<boolean> {
  const found = (await selectFactors(ctx, memberId)).some(({ kind }) => kind === 'sms')
  if (found) return false
  await ctx.db
    .insertInto('signin.factor')
    .values({
      tenant_id: ctx.tenant,
      factor_id: factorId,
      member_id: memberId,
      kind: 'sms',
      sealed: Buffer.alloc(0),
      created_at: ctx.now,
      confirmed_at: ctx.now,
    })
    .execute()
  return true
}

/** Codes by SMS are a second step no longer. */
export async function deleteSms(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db
    .deleteFrom('signin.factor')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('kind', '=', 'sms')
    .execute()
}

/** Makes an authenticator app good; the other of the member goes. False when it is not there or was good already. */
export async function confirmFactor(ctx: Ctx, memberId: string, factorId: string): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('signin.factor')
    .set({ confirmed_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('factor_id', '=', factorId)
    .where('confirmed_at', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  await ctx.db
    .deleteFrom('signin.factor')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('kind', '=', 'totp')
    .where('factor_id', '<>', factorId)
    .execute()
  return true
}

/** Drops factors that were never confirmed, before another is set up. */
export async function deleteUnconfirmed(ctx: Ctx, memberId: string): Promise<void> {
  await ctx.db
    .deleteFrom('signin.factor')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('confirmed_at', 'is', null)
    .execute()
}

export async function replaceRecoveryCodes(ctx: Ctx, memberId: string, hashes: Buffer[]): Promise<void> {
  await ctx.db.deleteFrom('signin.recovery_code').where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
  if (hashes.length > 0)
    await ctx.db
      .insertInto('signin.recovery_code')
      .values(hashes.map((hash) => ({ tenant_id: ctx.tenant, member_id: memberId, hash })))
      .execute()
}

/** Uses a recovery code up; false when there is none such. */
export async function takeRecoveryCode(ctx: Ctx, memberId: string, hash: Buffer): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('signin.recovery_code')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

export async function countRecoveryCodes(ctx: Ctx, memberId: string): Promise<number> {
  const { n } = await ctx.db
    .selectFrom('signin.recovery_code')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow()
  return n
}

/** Puts a mailed code in place of the one before; false when that was sent too short a while ago. */
export async function putMailCode(ctx: Ctx, memberId: string, hash: Buffer, expiresAt: Date, notSince: Date): Promise<boolean> {
  const values = { hash, attempts: 0, expires_at: expiresAt, sent_at: ctx.now }
  const row = await ctx.db
    .insertInto('signin.mail_code')
    .values({ tenant_id: ctx.tenant, member_id: memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values).where('signin.mail_code.sent_at', '<=', notSince))
    .returning('member_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Uses a mailed code up; a wrong one counts as a try, and after so many none works. */
export async function takeMailCode(ctx: Ctx, memberId: string, hash: Buffer, most: number): Promise<boolean> {
  const { numDeletedRows } = await ctx.db
    .deleteFrom('signin.mail_code')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .where('hash', '=', hash)
    .where('expires_at', '>', ctx.now)
    .where('attempts', '<', most)
    .executeTakeFirst()
  if (numDeletedRows > 0n) return true
  await ctx.db
    .updateTable('signin.mail_code')
    .set((e) => ({ attempts: e('attempts', '+', 1) }))
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .execute()
  return false
}

/** Forgets all that a member could prove a second step with. */
export async function deleteSecondSteps(ctx: Ctx, memberId: string): Promise<void> {
  for (const table of ['signin.factor', 'signin.passkey', 'signin.recovery_code', 'signin.mail_code', 'signin.text_code'] as const)
    await ctx.db.deleteFrom(table).where('tenant_id', '=', ctx.tenant).where('member_id', '=', memberId).execute()
}
