import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** Two nodes that start at once must not make two sets of keys. */
export async function lockKeys(ctx: Ctx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7263548102)`.execute(ctx.db)
}

export async function selectKeys(ctx: Ctx): Promise<Buffer[]> {
  const rows = await ctx.db
    .selectFrom('signin.signing_key')
    .select('sealed')
    .where('tenant_id', '=', ctx.tenant)
    .orderBy('created_at')
    .orderBy('kid')
    .execute()
  return rows.map((r) => r.sealed)
}

export async function insertKey(ctx: Ctx, kid: string, sealed: Buffer): Promise<void> {
  await ctx.db.insertInto('signin.signing_key').values({ tenant_id: ctx.tenant, kid, sealed, created_at: ctx.now }).execute()
}
