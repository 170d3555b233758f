import { sql } from 'kysely'
import type { AuditSubject } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { firstIdAt } from '../../platform/ids.ts'
import type { Json } from '../../platform/tables.ts'

export type EventFilter = {
  companyId: string
  actor?: string | undefined
  action?: string | undefined
  subjectId?: string | undefined
  /** From this instant on. */
  from?: Date | undefined
  /** Before this instant. */
  until?: Date | undefined
}

export type LoggedEvent = {
  id: string
  at: Date
  actor: { kind: 'member' | 'system'; id: string | null; name: string | null; token: { id: string; name: string } | null }
  ip: string | null
  action: string
  subject: { kind: AuditSubject; id: string | null }
  before: Json | null
  after: Json | null
  requestId: string | null
}

/** The events that a filter lets through. Ids bear their instant: a period is a range of ids, which every index ends with. */
function matching(ctx: Pick<Ctx, 'db' | 'tenant'>, f: EventFilter) {
  const { actor, action, subjectId, from, until } = f
  return ctx.db
    .selectFrom('audit.event')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', f.companyId)
    .$if(actor === 'system', (q) => q.where('actor_kind', '=', 'system'))
    .$if(actor !== undefined && actor !== 'system', (q) => q.where('actor_id', '=', actor ?? null))
    .$if(action !== undefined && action.endsWith('.'), (q) => q.where('topic', '=', (action ?? '').slice(0, -1)))
    .$if(action !== undefined && !action.endsWith('.'), (q) => q.where('action', '=', action ?? ''))
    .$if(subjectId !== undefined, (q) => q.where('subject_id', '=', subjectId ?? null))
    .$if(from !== undefined, (q) => q.where('event_id', '>=', firstIdAt(from ?? new Date(0))))
    .$if(until !== undefined, (q) => q.where('event_id', '<', firstIdAt(until ?? new Date(0))))
}

type Page = { after: string | null; limit: number }

/** P-4: a page of the log, newest first, after the event with the id `after`. */
export function eventsQuery(ctx: Pick<Ctx, 'db' | 'tenant'>, filter: EventFilter, page: Page) {
  return matching(ctx, filter)
    .select([
      'event_id',
      'at',
      'actor_kind',
      'actor_id',
      'actor_name',
      'token_id',
      'token_name',
      'action',
      'subject_kind',
      'subject_id',
      'before',
      'after',
    ])
    .select(['request_id', sql<string | null>`host(ip)`.as('ip')])
    .$if(page.after !== null, (q) => q.where('event_id', '<', page.after ?? ''))
    .orderBy('event_id', 'desc')
    .limit(page.limit)
}

/** P-4: the events of {@link eventsQuery}. */
export async function selectEvents(ctx: Ctx, filter: EventFilter, page: Page): Promise<LoggedEvent[]> {
  const rows = await eventsQuery(ctx, filter, page).execute()
  return rows.map((r) => ({
    id: r.event_id,
    at: r.at,
    actor: {
      kind: r.actor_kind as 'member' | 'system',
      id: r.actor_id,
      name: r.actor_name,
      token: r.token_id === null ? null : { id: r.token_id, name: r.token_name ?? '' },
    },
    ip: r.ip,
    action: r.action,
    subject: { kind: r.subject_kind as AuditSubject, id: r.subject_id },
    before: r.before,
    after: r.after,
    requestId: r.request_id,
  }))
}

/** How many events a filter lets through, counted up to `most`. */
export async function countEvents(ctx: Ctx, filter: EventFilter, most: number): Promise<number> {
  const { n } = await ctx.db
    .selectFrom(matching(ctx, filter).select('event_id').limit(most).as('e'))
    .select((e) => e.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return n
}
