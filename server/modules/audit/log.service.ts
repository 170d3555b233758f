import { maxAuditCount, type AuditEvent, type AuditFilter, type Locale } from '@muster/contract'
import type { Ctx, Scope } from '../../platform/context.ts'
import { cursorOf, isId, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import type { Json } from '../../platform/tables.ts'
import { countEvents, selectEvents, type EventFilter, type LoggedEvent } from './log.queries.ts'
import { columnTexts } from './log.texts.ts'

/** What the log needs of the modules above, all of which stand above it; the composition hands it in. */
export type LogNeighbours = {
  getCompanyClock(ctx: Ctx, companyId: string): Promise<{ startOf(day: string): Date; endOf(day: string): Date; wallAt(at: Date): string }>
  findPeople(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { name: string }>>
  findTeamNames(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>>
}

/** Whose log is read, and whether the reader's role sees names (P-2). */
export type Reading = { companyId: string; names: boolean; filter: AuditFilter }

type Page = { cursor?: string | undefined; limit: number }
type Listed = { items: AuditEvent[]; next: string | null; total: number; totalIsExact: boolean }

/** P-4: a page of a company's audit log, newest first. @throws names_hidden when a role without names asks for somebody's events */
export async function listEvents(ctx: Ctx, near: LogNeighbours, reading: Reading, page: Page): Promise<Listed> {
  const filter = await filterOf(ctx, near, reading)
  const after = keysOf(page.cursor, ([id]) => (isId(id) ? id : undefined))
  const events = await selectEvents(ctx, filter, { after, limit: page.limit + 1 })
  const shown = events.slice(0, page.limit)
  const last = events.length > page.limit ? shown.at(-1) : undefined
  const counted = await countEvents(ctx, filter, maxAuditCount + 1)
  return {
    items: await present(ctx, near, reading.names, shown),
    next: last ? cursorOf([last.id]) : null,
    total: Math.min(counted, maxAuditCount),
    totalIsExact: counted <= maxAuditCount,
  }
}

async function filterOf(ctx: Ctx, near: LogNeighbours, { companyId, names, filter }: Reading): Promise<EventFilter> {
  const { actor, action, member, from, to } = filter
  if (!names && (member !== undefined || (actor !== undefined && actor !== 'system'))) throw new AppError('names_hidden')
  const clock = from || to ? await near.getCompanyClock(ctx, companyId) : null
  return {
    companyId,
    actor,
    action,
    subjectId: member,
    ...(clock && from ? { from: clock.startOf(from) } : {}),
    ...(clock && to ? { until: clock.endOf(to) } : {}),
  }
}

/** Pitfall 36: events as a reader may see them. Without names there are none, nor ids to find them by, nor the diffs they stand in. */
async function present(ctx: Ctx, near: LogNeighbours, names: boolean, events: readonly LoggedEvent[]): Promise<AuditEvent[]> {
  const idsOf = (...kinds: string[]) => events.flatMap(({ subject }) => (subject.id && kinds.includes(subject.kind) ? [subject.id] : []))
  const people = names ? await near.findPeople(ctx, idsOf('member', 'administrator')) : new Map<string, { name: string }>()
  const teams = await near.findTeamNames(ctx, idsOf('team'))
  return events.map(({ at, actor, subject, before, after, ...event }): AuditEvent => {
    const isPerson = subject.kind === 'member' || subject.kind === 'administrator'
    const found = isPerson ? people.get(subject.id ?? '')?.name : (teams.get(subject.id ?? '') ?? nameIn(after) ?? nameIn(before))
    const hidden = { kind: actor.kind, id: null, name: actor.kind === 'system' ? actor.name : null, token: null }
    return {
      ...event,
      at: at.toISOString(),
      ip: names ? event.ip : null,
      actor: names ? actor : hidden,
      subject: { kind: subject.kind, id: isPerson && !names ? null : subject.id, name: found ?? null },
      before: names ? before : null,
      after: names ? after : null,
    }
  })
}

/** What a thing without a list of its own was called. */
function nameIn(state: Json | null): string | undefined {
  return state !== null && typeof state === 'object' && !Array.isArray(state) && typeof state['name'] === 'string'
    ? state['name']
    : undefined
}

const rowsAtOnce = 1_000

/** DS-8: how many events a file would hold, counted up to `most`. @throws names_hidden */
export async function countEventsUpTo(ctx: Ctx, near: LogNeighbours, reading: Reading, most: number): Promise<number> {
  return countEvents(ctx, await filterOf(ctx, near, reading), most)
}

/**
 * P-4, DS-8: the log as filtered for a file, newest first, from the moment of asking back: its head, and its rows part by part, each in a
 * transaction of its own: the log only grows, so together they are one state of it. @throws names_hidden
 */
export async function readEvents(
  scope: Scope,
  near: LogNeighbours,
  reading: Reading,
  locale: Locale,
): Promise<{ titles: string[]; parts: AsyncIterable<string[][]> }> {
  const { filter, clock } = await scope.transaction(async (ctx) => ({
    filter: await filterOf(ctx, near, reading),
    clock: await near.getCompanyClock(ctx, reading.companyId),
  }))
  const { system, ...head } = columnTexts[locale]
  return { titles: Object.values(head), parts: partsOf(scope, near, reading, { filter, clock, system }) }
}

type Telling = { filter: EventFilter; clock: { wallAt(at: Date): string }; system: string }

async function* partsOf(scope: Scope, near: LogNeighbours, reading: Reading, telling: Telling): AsyncGenerator<string[][]> {
  const { filter, clock, system } = telling
  let after: string | null = null
  for (let more = true; more;) {
    const from: string | null = after
    const events: AuditEvent[] = await scope.transaction(async (ctx) =>
      present(ctx, near, reading.names, await selectEvents(ctx, filter, { after: from, limit: rowsAtOnce })),
    )
    if (events.length > 0) yield events.map((e) => cellsOf(e, clock, system))
    after = events.at(-1)?.id ?? after
    more = events.length === rowsAtOnce
  }
}

function cellsOf(e: AuditEvent, clock: { wallAt(at: Date): string }, system: string): string[] {
  const diff = (value: unknown) => (value === null || value === undefined ? '' : JSON.stringify(value))
  return [
    clock.wallAt(new Date(e.at)),
    e.at,
    e.actor.kind === 'system' ? system : (e.actor.name ?? ''),
    e.actor.id ?? '',
    e.ip ?? '',
    e.action,
    e.subject.kind,
    e.subject.name ?? '',
    e.subject.id ?? '',
    diff(e.before),
    diff(e.after),
    e.requestId ?? '',
    e.actor.token?.name ?? '',
  ]
}
