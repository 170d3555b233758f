import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

export async function upsertPasswords(ctx: Ctx, memberIds: string[], hash: string): Promise<void> {
  await ctx.db
    .insertInto('signin.password')
    .values(memberIds.map((member_id) => ({ tenant_id: ctx.tenant, member_id, hash, changed_at: ctx.now })))
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet({ hash, changed_at: ctx.now }))
    .execute()
}

/** Gives one member a password by its hash. `mustChange`: the member chooses another before the next sign-in goes on. */
export async function upsertPassword(ctx: Ctx, memberId: string, hash: string, mustChange: boolean): Promise<void> {
  const values = { hash, changed_at: ctx.now, must_change: mustChange }
  await ctx.db
    .insertInto('signin.password')
    .values({ tenant_id: ctx.tenant, member_id: memberId, ...values })
    .onConflict((c) => c.columns(['tenant_id', 'member_id']).doUpdateSet(values))
    .execute()
}

/** When a password was set, and whether it must be changed; undefined: there is none. */
export async function findPasswordState(ctx: Ctx, memberId: string): Promise<{ changedAt: Date; mustChange: boolean } | undefined> {
  const row = await ctx.db
    .selectFrom('signin.password')
    .select(['changed_at', 'must_change'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row && { changedAt: row.changed_at, mustChange: row.must_change }
}

export type Password = { hash: string; mustChange: boolean; setAt: Date }

/** The hash a member's password is checked against, whether it must be changed then, and when it was set. */
export async function findPassword(ctx: Ctx, memberId: string): Promise<Password | undefined> {
  const row = await ctx.db
    .selectFrom('signin.password')
    .select(['hash', 'must_change', 'changed_at'])
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row && { hash: row.hash, mustChange: row.must_change, setAt: row.changed_at }
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
