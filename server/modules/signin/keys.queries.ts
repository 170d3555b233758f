import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** Two nodes that start at once must not make two sets of keys. */
export async function lockKeys(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7263548102)`.execute(ctx.db)
}

export type KeyRow = { kid: string; sealed: Buffer; signsFrom: Date }

export async function selectKeys(ctx: Ctx): Promise<KeyRow[]> {
  return ctx.db
    .selectFrom('signin.signing_key')
    .select(['kid', 'sealed', 'signs_from as signsFrom'])
    .where('tenant_id', '=', ctx.tenant)
    .orderBy('signs_from')
    .orderBy('kid')
    .execute()
}

export async function insertKey(ctx: Ctx, { kid, sealed, signsFrom }: KeyRow): Promise<void> {
  await ctx.db
    .insertInto('signin.signing_key')
    .values({ tenant_id: ctx.tenant, kid, sealed, created_at: ctx.now, signs_from: signsFrom })
    .execute()
}

export async function deleteKeys(ctx: Ctx, kids: readonly string[]): Promise<void> {
  if (kids.length === 0) return
  await ctx.db.deleteFrom('signin.signing_key').where('tenant_id', '=', ctx.tenant).where('kid', 'in', kids).execute()
}

/** Tells every node, with the commit, that there are other keys. */
export async function notifyKeys(ctx: Ctx): Promise<void> {
  await sql`select pg_notify('muster_keys', '')`.execute(ctx.db)
}
