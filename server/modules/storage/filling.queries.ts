import { sql } from 'kysely'
import type { StorageKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Reached } from './storage.rules.ts'
import { kindNumber, kindOf } from './storage.queries.ts'

/** Whoever judges how full a company is waits for whoever does so already: the sums read after it are those of both. */
export async function lockFilling(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('storage filling ' || ${companyId}::text, 0))`.execute(ctx.db)
}

export type ReachedRow = Reached & { kind: StorageKind }

/** The steps that administrators of a company were told of, lowest first. */
export async function selectReached(ctx: Ctx, companyId: string): Promise<ReachedRow[]> {
  const rows = await ctx.db
    .selectFrom('storage.reached')
    .select(['kind', 'step', 'since'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .orderBy('step')
    .execute()
  return rows.map((row) => ({ ...row, kind: kindOf(row.kind) }))
}

/** Writes the steps of a kind in place of those that stand there. */
export async function replaceReached(ctx: Ctx, companyId: string, kind: StorageKind, reached: readonly Reached[]): Promise<void> {
  const key = { tenant_id: ctx.tenant, company_id: companyId, kind: kindNumber(kind) }
  await ctx.db
    .deleteFrom('storage.reached')
    .where('tenant_id', '=', key.tenant_id)
    .where('company_id', '=', key.company_id)
    .where('kind', '=', key.kind)
    .execute()
  if (reached.length === 0) return
  await ctx.db
    .insertInto('storage.reached')
    .values(reached.map((one) => ({ ...key, ...one })))
    .execute()
}
