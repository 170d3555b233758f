import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

export type DueLogout = { connectionId: string; appId: string; memberId: string; uri: string; attempts: number }

const waiting = (ctx: Ctx) =>
  ctx.db.selectFrom('signin.logout').where('tenant_id', '=', ctx.tenant).where('delivered_at', 'is', null).where('given_up_at', 'is', null)

/**
 * Takes what is due, and counts the attempt before it is made: `nextAt` says when it is due again if nothing comes of it, also when the
 * process ends meanwhile. Two workers at once take different ones.
 */
export async function takeDue(ctx: Ctx, limit: number, nextAt: (attempts: number) => Date): Promise<DueLogout[]> {
  const rows = await waiting(ctx)
    .select(['connection_id', 'app_id', 'member_id', 'uri', 'attempts'])
    .where('next_at', '<=', ctx.now)
    .orderBy('next_at')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
  for (const row of rows) {
    await ctx.db
      .updateTable('signin.logout')
      .set({ attempts: row.attempts + 1, next_at: nextAt(row.attempts + 1) })
      .where('tenant_id', '=', ctx.tenant)
      .where('connection_id', '=', row.connection_id)
      .execute()
  }
  return rows.map((r) => ({ connectionId: r.connection_id, appId: r.app_id, memberId: r.member_id, uri: r.uri, attempts: r.attempts + 1 }))
}

export type Outcome = { delivered: true } | { delivered: false; failure: string; status: number | null; givenUp: boolean }

export async function setOutcome(ctx: Ctx, connectionId: string, outcome: Outcome): Promise<void> {
  await ctx.db
    .updateTable('signin.logout')
    .set(
      outcome.delivered
        ? { delivered_at: ctx.now }
        : {
            failure: outcome.failure,
            failure_status: outcome.status,
            failed_at: ctx.now,
            ...(outcome.givenUp ? { given_up_at: ctx.now } : {}),
          },
    )
    .where('tenant_id', '=', ctx.tenant)
    .where('connection_id', '=', connectionId)
    .execute()
}

/** When the next attempt is due; undefined: nothing waits. */
export async function findNextDue(ctx: Ctx): Promise<Date | undefined> {
  const row = await waiting(ctx).select('next_at').orderBy('next_at').limit(1).executeTakeFirst()
  return row?.next_at
}

export type LogoutCounts = {
  waiting: number
  delivered: number
  givenUp: number
  lastFailure: { at: Date; reason: string; status: number | null } | null
}

/** What became of telling some apps, as far as it is kept. */
export async function countLogouts(ctx: Ctx, appIds: readonly string[]): Promise<Map<string, LogoutCounts>> {
  if (appIds.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('signin.logout')
    .select([
      'app_id',
      sql<number>`count(*) filter (where delivered_at is null and given_up_at is null)`.as('waiting'),
      sql<number>`count(*) filter (where delivered_at is not null)`.as('delivered'),
      sql<number>`count(*) filter (where given_up_at is not null)`.as('givenUp'),
      sql<{ at: string; reason: string; status: number | null } | null>`(array_agg(
        jsonb_build_object('at', failed_at, 'reason', failure, 'status', failure_status) order by failed_at desc
      ) filter (where failed_at is not null))[1]`.as('lastFailure'),
    ])
    .where('tenant_id', '=', ctx.tenant)
    .where('app_id', 'in', appIds)
    .groupBy('app_id')
    .execute()
  return new Map(
    rows.map(({ app_id, lastFailure, ...counts }) => [
      app_id,
      { ...counts, lastFailure: lastFailure && { ...lastFailure, at: new Date(lastFailure.at) } },
    ]),
  )
}

export async function deletePastLogouts(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db.deleteFrom('signin.logout').where('tenant_id', '=', ctx.tenant).where('created_at', '<', before).execute()
}
