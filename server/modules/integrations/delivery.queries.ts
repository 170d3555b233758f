import { sql } from 'kysely'
import type { DeliveryFailure, DeliveryState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { EventRow } from './event.queries.ts'

export type DeliveryRow = {
  id: string
  seq: number
  type: EventRow['type']
  at: Date
  /** The member it is about; null: it is about something else. */
  memberId: string | null
  lane: string
  state: DeliveryState
  attempts: number
  attemptedAt: Date | null
  nextAt: Date | null
  settledAt: Date | null
  failure: DeliveryFailure | null
  status: number | null
  tookMs: number | null
  reply: string | null
}

type Asked = { endpointId: string; state?: DeliveryState | undefined }

/** A test stands alone in its lane. One that failed was given up by nobody: who sent it was looking. */
const isTest = sql<boolean>`d.lane = d.event_id`

const matching = (ctx: Ctx, { endpointId, state }: Asked) =>
  ctx.db
    .selectFrom('integrations.delivery as d')
    .where('d.tenant_id', '=', ctx.tenant)
    .where('d.endpoint_id', '=', endpointId)
    .$if(state !== undefined, (q) => q.where('d.state', '=', state ?? ''))
    .$if(state === 'dead', (q) => q.where((e) => e.not(isTest)))

/** When a delivery is tried next: only the first of its lane has its turn. */
const nextAt = sql<Date | null>`(select greatest(l.due_at, p.quiet_until) from integrations.lane l
  where d.state = 'waiting' and p.paused_at is null and l.tenant_id = d.tenant_id and l.endpoint_id = d.endpoint_id and l.lane = d.lane
    and not exists (select from integrations.delivery f where f.tenant_id = d.tenant_id and f.endpoint_id = d.endpoint_id and f.lane = d.lane
      and f.state = 'waiting' and f.seq < d.seq))`

const withEvent = (ctx: Ctx, asked: Asked) =>
  matching(ctx, asked)
    .innerJoin('integrations.event as e', (on) => on.onRef('e.tenant_id', '=', 'd.tenant_id').onRef('e.event_id', '=', 'd.event_id'))
    .innerJoin('integrations.endpoint as p', (on) =>
      on.onRef('p.tenant_id', '=', 'd.tenant_id').onRef('p.endpoint_id', '=', 'd.endpoint_id'),
    )
    .select(['e.event_id', 'e.type', 'e.at', 'e.subject_kind', 'd.seq', 'd.lane', 'd.state', 'd.attempts', 'd.attempted_at'])
    .select(['d.settled_at', 'd.failure', 'd.status', 'd.took_ms', 'd.reply', nextAt.as('next_at')])

type Row = Awaited<ReturnType<ReturnType<typeof withEvent>['execute']>>[number]
const toDelivery = (r: Row): DeliveryRow => ({
  id: r.event_id,
  seq: Number(r.seq),
  type: r.type as EventRow['type'],
  at: r.at,
  memberId: r.subject_kind === 'member' ? r.lane : null,
  lane: r.lane,
  state: r.state as DeliveryState,
  attempts: r.attempts,
  attemptedAt: r.attempted_at,
  nextAt: r.next_at,
  settledAt: r.settled_at,
  failure: r.failure as DeliveryFailure | null,
  status: r.status,
  tookMs: r.took_ms,
  reply: r.reply,
})

/** RE-3: a page of an endpoint's deliveries, the newest first, after the one with the number `after`. */
export async function selectDeliveries(ctx: Ctx, asked: Asked, page: { after: number | null; limit: number }): Promise<DeliveryRow[]> {
  const rows = await withEvent(ctx, asked)
    .$if(page.after !== null, (q) => q.where('d.seq', '<', String(page.after)))
    .orderBy('d.seq', 'desc')
    .limit(page.limit)
    .execute()
  return rows.map(toDelivery)
}

/** How many deliveries there are, counted up to `most`. */
export async function countDeliveries(ctx: Ctx, asked: Asked, most: number): Promise<number> {
  const { n } = await ctx.db
    .selectFrom(matching(ctx, asked).select('d.seq').limit(most).as('d'))
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}

export async function findDelivery(ctx: Ctx, endpointId: string, eventId: string): Promise<DeliveryRow | undefined> {
  const row = await withEvent(ctx, { endpointId }).where('d.event_id', '=', eventId).executeTakeFirst()
  return row && toDelivery(row)
}

export async function insertDelivery(ctx: Ctx, d: { endpointId: string; eventId: string; lane: string }): Promise<void> {
  await ctx.db
    .insertInto('integrations.delivery')
    .values({
      tenant_id: ctx.tenant,
      endpoint_id: d.endpointId,
      seq: sql<number>`nextval('integrations.delivery_seq')`,
      event_id: d.eventId,
      lane: d.lane,
      state: 'waiting',
      waiting_since: ctx.now,
    })
    .execute()
}

/** Lets deliveries wait again that have ended: one, or all that were given up. The caller has locked their lanes. @returns how many */
export async function waitAgain(ctx: Ctx, endpointId: string, which: { eventId: string } | { lanes: string[] }): Promise<number> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('integrations.delivery')
    .set({ state: 'waiting', waiting_since: ctx.now, attempts: 0, settled_at: null })
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', endpointId)
    .$if('eventId' in which, (q) => q.where('event_id', '=', 'eventId' in which ? which.eventId : '').where('state', '<>', 'waiting'))
    .$if('lanes' in which, (q) => q.where('lane', 'in', 'lanes' in which ? which.lanes : []).where('state', '=', 'dead'))
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

/** The lanes in which something was given up, in one order, tests left out; at most so many. */
export async function selectDeadLanes(ctx: Ctx, endpointId: string, most: number): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('integrations.delivery as d')
    .select('d.lane')
    .distinct()
    .where('d.tenant_id', '=', ctx.tenant)
    .where('d.endpoint_id', '=', endpointId)
    .where('d.state', '=', 'dead')
    .where((e) => e.not(isTest))
    .orderBy('d.lane')
    .limit(most)
    .execute()
  return rows.map((r) => r.lane)
}

/**
 * Gives up what has waited for a paused endpoint since `before` or earlier, some at a time; lanes that nothing waits in any more go when they
 * are taken. @returns how many
 */
export async function giveUpPaused(ctx: Ctx, before: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update integrations.delivery d set state = 'dead', settled_at = ${ctx.now}, failure = 'paused', status = null, reply = null, took_ms = null
    from (
      select w.endpoint_id, w.seq from integrations.delivery w join integrations.endpoint p on p.tenant_id = w.tenant_id and p.endpoint_id = w.endpoint_id
      where w.tenant_id = ${ctx.tenant} and w.state = 'waiting' and w.waiting_since <= ${before} and p.paused_at is not null
      limit ${most} for update of w skip locked
    ) old
    where d.tenant_id = ${ctx.tenant} and d.endpoint_id = old.endpoint_id and d.seq = old.seq`.execute(ctx.db)
  return Number(numAffectedRows ?? 0)
}

/** Drops what ended before, with the events that nobody waits for any more; some at a time. @returns how many deliveries */
export async function deletePast(ctx: Ctx, before: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from integrations.delivery d using (
      select endpoint_id, seq from integrations.delivery
      where tenant_id = ${ctx.tenant} and state <> 'waiting' and settled_at < ${before} limit ${most}
    ) old
    where d.tenant_id = ${ctx.tenant} and d.endpoint_id = old.endpoint_id and d.seq = old.seq`.execute(ctx.db)
  return Number(numAffectedRows ?? 0)
}

/** Drops events of before that no delivery is of any more. */
export async function deletePastEvents(ctx: Ctx, before: Date): Promise<void> {
  await ctx.db
    .deleteFrom('integrations.event as e')
    .where('e.tenant_id', '=', ctx.tenant)
    .where('e.at', '<', before)
    .where((e) =>
      e.not(
        e.exists(
          e
            .selectFrom('integrations.delivery as d')
            .select('d.seq')
            .where('d.tenant_id', '=', ctx.tenant)
            .whereRef('d.event_id', '=', 'e.event_id'),
        ),
      ),
    )
    .execute()
}
