import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'

export type StoredPasskey = {
  id: string
  credentialId: Buffer
  publicKey: Buffer
  counter: number
  transports: string[]
  backedUp: boolean
  name: string
  createdAt: Date
  lastUsedAt: Date | null
}

/** A member's passkeys, the oldest first. */
export async function selectPasskeys(ctx: Ctx, memberId: string): Promise<StoredPasskey[]> {
  const rows = await ctx.db
    .selectFrom('signin.passkey')
    .selectAll()
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .orderBy('passkey_id')
    .execute()
  return rows.map((r) => ({
    id: r.passkey_id,
    credentialId: r.credential_id,
    publicKey: r.public_key,
    counter: Number(r.counter),
    transports: r.transports,
    backedUp: r.backed_up,
    name: r.name,
    createdAt: r.created_at,
    lastUsedAt: r.last_used_at,
  }))
}

export type NewPasskey = Omit<StoredPasskey, 'createdAt' | 'lastUsedAt'> & { memberId: string; deviceType: 'single' | 'multi' }

/** False when the tenant has a passkey of this credential already. */
export async function insertPasskey(ctx: Ctx, p: NewPasskey): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('signin.passkey')
    .values({
      tenant_id: ctx.tenant,
      passkey_id: p.id,
      member_id: p.memberId,
      credential_id: p.credentialId,
      public_key: p.publicKey,
      counter: p.counter,
      transports: p.transports,
      device_type: p.deviceType,
      backed_up: p.backedUp,
      name: p.name,
      created_at: ctx.now,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Notes a use. False when the counter did not rise: {@link mayCount} as a clause. */
export async function countUse(ctx: Ctx, passkeyId: string, use: { counter: number; backedUp: boolean }): Promise<boolean> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('signin.passkey')
    .set({ counter: use.counter, backed_up: use.backedUp, last_used_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('passkey_id', '=', passkeyId)
    .where((e) => e.or([e('counter', '<', String(use.counter)), e.and([e('counter', '=', '0'), e.val(use.counter === 0)])]))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Names a member's passkey. @returns the name before; undefined: there is no such passkey */
export async function renamePasskey(ctx: Ctx, memberId: string, passkeyId: string, name: string): Promise<string | undefined> {
  const before = (await selectPasskeys(ctx, memberId)).find((p) => p.id === passkeyId)
  if (!before) return undefined
  await ctx.db.updateTable('signin.passkey').set({ name }).where('tenant_id', '=', ctx.tenant).where('passkey_id', '=', passkeyId).execute()
  return before.name
}

export async function deletePasskey(ctx: Ctx, passkeyId: string): Promise<void> {
  await ctx.db.deleteFrom('signin.passkey').where('tenant_id', '=', ctx.tenant).where('passkey_id', '=', passkeyId).execute()
}

/** By what authenticators know a member; `fresh` where there is nothing yet. */
export async function findOrPutHandle(ctx: Ctx, memberId: string, fresh: Buffer): Promise<Buffer> {
  const row = await ctx.db
    .insertInto('signin.passkey_user')
    .values({ tenant_id: ctx.tenant, member_id: memberId, handle: fresh })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doNothing())
    .returning('handle')
    .executeTakeFirst()
  return row?.handle ?? (await findHandle(ctx, memberId))
}

async function findHandle(ctx: Ctx, memberId: string): Promise<Buffer> {
  const { handle } = await ctx.db
    .selectFrom('signin.passkey_user')
    .select('handle')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirstOrThrow()
  return handle
}

/** Whose handle it is. */
export async function findByHandle(ctx: Ctx, handle: Buffer): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('signin.passkey_user')
    .select('member_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('handle', '=', handle)
    .executeTakeFirst()
  return row?.member_id
}

/** Door: uses a challenge up, which may be answered until then; false when it was used before. */
export async function useChallenge(db: Db, hash: Buffer, until: Date): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`select signin.use_challenge(${hash}, ${until}) as used`.execute(db)
  return rows[0]?.used === true
}

export async function deletePastChallenges(ctx: Ctx): Promise<void> {
  await sql`delete from signin.challenge where tenant_id = ${ctx.tenant} and expires_at <= ${ctx.now}`.execute(ctx.db)
}
