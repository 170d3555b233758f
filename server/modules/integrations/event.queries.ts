import type { EventType } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Json } from '../../platform/tables.ts'

/** An event as it was written; what is sent is made of it. */
export type EventRow = {
  id: string
  companyId: string
  /** `webhook.test` is of no change. */
  type: EventType | 'webhook.test'
  action: string
  lane: string
  at: Date
  actor: { kind: 'member' | 'system'; id: string | null }
  before: Readonly<Record<string, unknown>>
  after: Readonly<Record<string, unknown>>
}

type Columns = {
  event_id: string
  company_id: string
  type: string
  action: string
  lane: string
  at: Date
  actor_kind: string
  actor_id: string | null
  before: Json | null
  after: Json | null
}

export const toEvent = (r: Columns): EventRow => ({
  id: r.event_id,
  companyId: r.company_id,
  type: r.type as EventRow['type'],
  action: r.action,
  lane: r.lane,
  at: r.at,
  actor: { kind: r.actor_kind as 'member' | 'system', id: r.actor_id },
  before: (r.before ?? {}) as EventRow['before'],
  after: (r.after ?? {}) as EventRow['after'],
})

export async function findEvent(ctx: Ctx, eventId: string): Promise<EventRow | undefined> {
  const row = await ctx.db
    .selectFrom('integrations.event')
    .select(['event_id', 'company_id', 'type', 'action', 'lane', 'at', 'actor_kind', 'actor_id', 'before', 'after'])
    .where('tenant_id', '=', ctx.tenant)
    .where('event_id', '=', eventId)
    .executeTakeFirst()
  return row && toEvent(row)
}

/** An event of no change, for one endpoint: it is not pending, so that nobody else is told. */
export async function insertTest(
  ctx: Ctx,
  { id, companyId, endpointId }: { id: string; companyId: string; endpointId: string },
): Promise<void> {
  const { actor } = ctx
  await ctx.db
    .insertInto('integrations.event')
    .values({
      tenant_id: ctx.tenant,
      event_id: id,
      company_id: companyId,
      type: 'webhook.test',
      action: 'webhook.tested',
      // Alone: it waits for nothing.
      lane: id,
      subject_kind: 'webhook',
      at: ctx.now,
      after: JSON.stringify({ webhook: endpointId }),
      actor_kind: actor.kind,
      actor_id: actor.kind === 'member' ? actor.memberId : null,
      pending: false,
    })
    .execute()
}
