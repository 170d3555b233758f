import { sql } from 'kysely'
import type { DeliveryFailure, WebhookKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { toEvent, type EventRow } from './event.queries.ts'

export type Taken = {
  lane: string
  seq: number
  attempts: number
  waitingSince: Date
  event: EventRow
  endpoint: {
    id: string
    kind: WebhookKind
    url: string
    secret: Buffer | null
    formerSecret: Buffer | null
    audience: string | null
    failing: boolean
    revision: number
  }
}

/**
 * Takes the lane that has been due longest, for as long as `until`: another worker takes another one, or this one after that. Undefined:
 * nothing is due, or the endpoint is paused or wants to be sent nothing now.
 */
export async function takeLane(ctx: Ctx, endpointId: string, turn: string, until: Date): Promise<string | undefined> {
  const { rows } = await sql<{ lane: string }>`
    with due as (
      select l.lane from integrations.lane l join integrations.endpoint p on p.tenant_id = l.tenant_id and p.endpoint_id = l.endpoint_id
      where l.tenant_id = ${ctx.tenant} and l.endpoint_id = ${endpointId} and l.due_at <= ${ctx.now} and p.paused_at is null
        and (p.quiet_until is null or p.quiet_until <= ${ctx.now})
      order by l.due_at limit 1 for update of l skip locked
    )
    update integrations.lane l set due_at = ${until}, turn = ${turn} from due
    where l.tenant_id = ${ctx.tenant} and l.endpoint_id = ${endpointId} and l.lane = due.lane
    returning l.lane`.execute(ctx.db)
  return rows[0]?.lane
}

/** The first that waits in a lane that was taken, with its attempt counted before it is made. Undefined: nothing waits in it any more. */
export async function takeFirst(ctx: Ctx, endpointId: string, lane: string): Promise<Taken | undefined> {
  const first = ctx.db
    .selectFrom('integrations.delivery')
    .select('seq')
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', endpointId)
    .where('lane', '=', lane)
    .where('state', '=', 'waiting')
    .orderBy('seq')
    .limit(1)
  const row = await ctx.db
    .updateTable('integrations.delivery as d')
    .from('integrations.event as e')
    .from('integrations.endpoint as p')
    .set((d) => ({ attempts: d('d.attempts', '+', 1), attempted_at: ctx.now }))
    .where('d.tenant_id', '=', ctx.tenant)
    .where('d.endpoint_id', '=', endpointId)
    .where('d.seq', '=', first)
    .where('e.tenant_id', '=', ctx.tenant)
    .whereRef('e.event_id', '=', 'd.event_id')
    .where('p.tenant_id', '=', ctx.tenant)
    .whereRef('p.endpoint_id', '=', 'd.endpoint_id')
    .returning(['d.seq', 'd.attempts', 'd.waiting_since', 'p.kind', 'p.url', 'p.secret', 'p.audience', 'p.failing_since', 'p.revision'])
    .returning(['e.event_id', 'e.company_id', 'e.type', 'e.action', 'e.lane', 'e.at', 'e.actor_kind', 'e.actor_id', 'e.before', 'e.after'])
    .returning((p) => p.case().when('p.former_until', '>', ctx.now).then(p.ref('p.former_secret')).end().as('former_secret'))
    .executeTakeFirst()
  return (
    row && {
      lane,
      seq: Number(row.seq),
      attempts: row.attempts,
      waitingSince: row.waiting_since,
      event: toEvent(row),
      endpoint: {
        id: endpointId,
        kind: row.kind as WebhookKind,
        url: row.url,
        secret: row.secret,
        formerSecret: row.former_secret,
        audience: row.audience,
        failing: row.failing_since !== null,
        revision: row.revision,
      },
    }
  )
}

/** Locks a lane while this turn still has it: whoever took it over decides what becomes of it. */
export async function lockTurn(ctx: Ctx, endpointId: string, lane: string, turn: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('integrations.lane')
    .select('lane')
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', endpointId)
    .where('lane', '=', lane)
    .where('turn', '=', turn)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** What came of an attempt; `reply`: the first bytes of the answer; `quietUntil`: until when the endpoint wants to be sent nothing. */
export type Attempt = {
  failure: DeliveryFailure | null
  status: number | null
  reply: string | null
  tookMs: number
  quietUntil: Date | null
}

export async function setAttempt(
  ctx: Ctx,
  { endpointId, seq }: { endpointId: string; seq: number },
  { failure, status, reply, tookMs }: Attempt,
  dead: boolean,
): Promise<void> {
  await ctx.db
    .updateTable('integrations.delivery')
    .set({
      failure,
      status,
      reply,
      took_ms: tookMs,
      ...(failure === null ? { state: 'delivered', settled_at: ctx.now } : dead ? { state: 'dead', settled_at: ctx.now } : {}),
    })
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', endpointId)
    .where('seq', '=', String(seq))
    .execute()
}

/** Gives a lane back: due again then; where nothing waits in it any more, it goes. The caller has locked it. */
export async function releaseLane(ctx: Ctx, endpointId: string, lane: string, dueAt: Date): Promise<void> {
  await sql`
    with left_over as (
      select exists (
        select from integrations.delivery d
        where d.tenant_id = ${ctx.tenant} and d.endpoint_id = ${endpointId} and d.lane = ${lane} and d.state = 'waiting'
      ) as waits
    ), gone as (
      delete from integrations.lane l using left_over
      where not left_over.waits and l.tenant_id = ${ctx.tenant} and l.endpoint_id = ${endpointId} and l.lane = ${lane}
    )
    update integrations.lane l set due_at = ${dueAt}, turn = null from left_over
    where left_over.waits and l.tenant_id = ${ctx.tenant} and l.endpoint_id = ${endpointId} and l.lane = ${lane}`.execute(ctx.db)
}

/**
 * Notes how an endpoint fares; a success that follows one writes nothing. What an address answered that it has no more says nothing of it.
 * Several are sent at once: of what they want, the longest quiet holds, and one that arrived does not end it.
 */
export async function noteHealth(
  ctx: Ctx,
  { id, url }: Pick<Taken['endpoint'], 'id' | 'url'>,
  { failure, status, quietUntil }: Attempt,
): Promise<void> {
  const update = ctx.db
    .updateTable('integrations.endpoint')
    .where('tenant_id', '=', ctx.tenant)
    .where('endpoint_id', '=', id)
    .where('url', '=', url)
  if (failure === null) await update.set({ failing_since: null }).where('failing_since', 'is not', null).execute()
  else
    await update
      .set({ failing_since: sql<Date>`coalesce(failing_since, ${ctx.now})`, failed_at: ctx.now, failure, failure_status: status })
      .$if(quietUntil !== null, (q) => q.set({ quiet_until: sql<Date>`greatest(quiet_until, ${quietUntil})` }))
      .execute()
}

/** When something is due next at an endpoint; undefined: nothing waits, or it is paused. */
export async function findNextDue(ctx: Ctx, endpointId: string): Promise<Date | undefined> {
  const row = await ctx.db
    .selectFrom('integrations.lane as l')
    .innerJoin('integrations.endpoint as p', (on) =>
      on.onRef('p.tenant_id', '=', 'l.tenant_id').onRef('p.endpoint_id', '=', 'l.endpoint_id').on('p.paused_at', 'is', null),
    )
    .select(sql<Date>`greatest(l.due_at, p.quiet_until)`.as('due_at'))
    .where('l.tenant_id', '=', ctx.tenant)
    .where('l.endpoint_id', '=', endpointId)
    .orderBy('l.due_at')
    .limit(1)
    .executeTakeFirst()
  return row?.due_at
}

/** Endpoints at which something is due. */
export async function selectDue(ctx: Ctx): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('integrations.endpoint as p')
    .select('p.endpoint_id')
    .where('p.tenant_id', '=', ctx.tenant)
    .where('p.paused_at', 'is', null)
    .where((e) =>
      e.exists(
        e
          .selectFrom('integrations.lane as l')
          .select('l.lane')
          .where('l.tenant_id', '=', ctx.tenant)
          .whereRef('l.endpoint_id', '=', 'p.endpoint_id')
          .where('l.due_at', '<=', ctx.now),
      ),
    )
    .where((e) => e.or([e('p.quiet_until', 'is', null), e('p.quiet_until', '<=', ctx.now)]))
    .execute()
  return rows.map((r) => r.endpoint_id)
}

/**
 * Has lanes stand where something is about to wait, due now unless a worker has them, and locks them, in one order: whoever adds to a lane
 * does so first.
 */
export async function lockLanes(ctx: Ctx, endpointId: string, lanes: readonly string[]): Promise<void> {
  await sql`
    insert into integrations.lane as l (tenant_id, endpoint_id, lane, due_at)
    select ${ctx.tenant}, ${endpointId}, lane, ${ctx.now} from unnest(${lanes}::uuid[]) lane order by lane
    on conflict (tenant_id, endpoint_id, lane) do update
      set due_at = case when l.turn is null then least(l.due_at, excluded.due_at) else l.due_at end`.execute(ctx.db)
}
