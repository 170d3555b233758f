import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

export async function upsertPasswords(ctx: Ctx, memberIds: string[], hash: string): Promise<void> {
  await ctx.db
    .insertInto('signin.password')
    .values(memberIds.map((member_id) => ({ tenant_id: ctx.tenant, member_id, hash, changed_at: ctx.now })))
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet({ hash, changed_at: ctx.now }))
    .execute()
}

export async function findPasswordHash(ctx: Ctx, memberId: string): Promise<string | undefined> {
  const row = await ctx.db
    .selectFrom('signin.password')
    .select('hash')
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row?.hash
}

/** Counts one attempt for each key, before it is known how it ends; answers the counts in the keys' order. */
export async function countAttempts(ctx: Ctx, keys: Buffer[], windowMinutes: number): Promise<number[]> {
  const counts: number[] = []
  const resetsAt = new Date(ctx.now.getTime() + windowMinutes * 60_000)
  for (const key of keys) {
    const row = await ctx.db
      .insertInto('signin.attempt')
      .values({ tenant_id: ctx.tenant, key, attempts: 1, resets_at: resetsAt })
      .onConflict((c) =>
        c.columns(['tenant_id', 'key']).doUpdateSet({
          attempts: sql`case when signin.attempt.resets_at <= ${ctx.now} then 1 else signin.attempt.attempts + 1 end`,
          resets_at: sql`case when signin.attempt.resets_at <= ${ctx.now} then ${resetsAt} else signin.attempt.resets_at end`,
        }),
      )
      .returning('attempts')
      .executeTakeFirstOrThrow()
    counts.push(row.attempts)
  }
  return counts
}

export async function forgetAttempts(ctx: Ctx, key: Buffer): Promise<void> {
  await ctx.db.deleteFrom('signin.attempt').where('tenant_id', '=', ctx.tenant).where('key', '=', key).execute()
}

/** Takes one attempt back: a successful sign-in is none against its address. */
export async function uncountAttempt(ctx: Ctx, key: Buffer): Promise<void> {
  await ctx.db
    .updateTable('signin.attempt')
    .set({ attempts: sql`greatest(attempts - 1, 0)` })
    .where('tenant_id', '=', ctx.tenant)
    .where('key', '=', key)
    .execute()
}

export async function deletePastAttempts(ctx: Ctx): Promise<void> {
  await ctx.db.deleteFrom('signin.attempt').where('tenant_id', '=', ctx.tenant).where('resets_at', '<', ctx.now).execute()
}
