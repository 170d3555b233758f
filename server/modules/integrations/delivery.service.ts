import { maxDeliveryCount, testEvent, type Delivery, type DeliveryState } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, requireWholeCompany } from '#modules/company'
import { findPeople } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { cursorOf, keysOf } from '../../platform/cursor.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import { deliverJob, deliverKey } from './deliver.rules.ts'
import {
  countDeliveries,
  findDelivery,
  insertDelivery,
  selectDeadLanes,
  selectDeliveries,
  waitAgain,
  type DeliveryRow,
} from './delivery.queries.ts'
import { findEvent, insertTest } from './event.queries.ts'
import { lockLanes } from './lane.queries.ts'
import { messageOf, signalOf } from './message.service.ts'
import { findEndpoint, lockEndpoint, type Endpoint } from './webhook.queries.ts'

type Page = { state?: DeliveryState | undefined; cursor?: string | undefined; limit: number }
type Listed = { items: Delivery[]; next: string | null; total: number; totalIsExact: boolean }

async function getEndpoint(ctx: Ctx, companyId: string, id: string): Promise<Endpoint> {
  const found = await findEndpoint(ctx, companyId, id)
  if (!found) throw new AppError('not_found')
  return found
}

const seesNames = async (ctx: Ctx, companyId: string) => (await findActorGrant(ctx, companyId))?.names !== false

/** RE-3: a page of what was sent to an endpoint and what waits, the newest first. @throws not_found, input_invalid for a made-up cursor */
export async function listDeliveries(ctx: Ctx, companyId: string, id: string, { state, cursor, limit }: Page): Promise<Listed> {
  await getEndpoint(ctx, companyId, id)
  const asked = { endpointId: id, state }
  const after = keysOf(cursor, ([seq]) => (Number.isSafeInteger(seq) ? (seq as number) : undefined))
  const rows = await selectDeliveries(ctx, asked, { after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = rows.length > limit ? shown.at(-1) : undefined
  const counted = await countDeliveries(ctx, asked, maxDeliveryCount + 1)
  return {
    items: await present(ctx, companyId, shown),
    next: last ? cursorOf([last.seq]) : null,
    total: Math.min(counted, maxDeliveryCount),
    totalIsExact: counted <= maxDeliveryCount,
  }
}

/** RE-3: one delivery, with what is sent. P-2: names stand in that. @throws not_found, names_hidden */
export async function getDelivery(
  ctx: Ctx,
  url: string,
  companyId: string,
  { id, eventId }: { id: string; eventId: string },
): Promise<Delivery & { payload: string }> {
  const { kind } = await getEndpoint(ctx, companyId, id)
  if (!(await seesNames(ctx, companyId))) throw new AppError('names_hidden')
  const row = await findDelivery(ctx, id, eventId)
  const event = await findEvent(ctx, eventId)
  const [shown] = row ? await present(ctx, companyId, [row]) : []
  if (!shown || !event) throw new AppError('not_found')
  const sent = kind === 'webhook' ? messageOf(ctx.tenant, event) : signalOf(ctx.tenant, event, `${url}/oidc`)
  return { ...shown, payload: JSON.stringify(sent, null, 2) }
}

/** Pitfall 36: a role without names sees whom nothing is about. */
async function present(ctx: Ctx, companyId: string, rows: readonly DeliveryRow[]): Promise<Delivery[]> {
  const ids = rows.flatMap((r) => r.memberId ?? [])
  const people = (await seesNames(ctx, companyId)) ? await findPeople(ctx, [...new Set(ids)]) : new Map<string, { name: string }>()
  const iso = (at: Date | null) => at?.toISOString() ?? null
  return rows.map((r) => {
    const name = people.get(r.memberId ?? '')?.name
    const { id, type, state, attempts, failure, status, tookMs, reply } = r
    return {
      id,
      type,
      state,
      attempts,
      failure,
      status,
      tookMs,
      reply,
      at: r.at.toISOString(),
      member: r.memberId !== null && name !== undefined ? { id: r.memberId, name } : null,
      attemptedAt: iso(r.attemptedAt),
      nextAt: iso(r.nextAt),
      settledAt: iso(r.settledAt),
    }
  })
}

async function getLocked(ctx: Ctx, companyId: string, id: string): Promise<Endpoint> {
  await requireWholeCompany(ctx, companyId)
  const found = await lockEndpoint(ctx, companyId, id)
  if (!found) throw new AppError('not_found')
  return found
}

const wake = (ctx: Ctx, id: string) => enqueue(ctx, deliverJob, { tenant: ctx.tenant, endpoint: id }, { key: deliverKey(id) })

/** RE-3: sends an endpoint an event of no change. @returns its id @throws not_found, webhook_paused, forbidden */
export async function sendTest(ctx: Ctx, companyId: string, id: string): Promise<string> {
  const { name, pausedAt } = await getLocked(ctx, companyId, id)
  if (pausedAt) throw new AppError('webhook_paused')
  const eventId = newId(ctx.now)
  await insertTest(ctx, { id: eventId, companyId, endpointId: id })
  await lockLanes(ctx, id, [eventId])
  await insertDelivery(ctx, { endpointId: id, eventId, lane: eventId })
  await recordEvent(ctx, { action: 'webhook.tested', companyId, subject: { kind: 'webhook', id }, after: { name, event: testEvent } })
  await wake(ctx, id)
  return eventId
}

/**
 * RE-3: sends a delivery that has ended once more, under the same id, before whatever waits of the same member.
 * @throws not_found, delivery_waits, forbidden
 */
export async function resendDelivery(ctx: Ctx, companyId: string, { id, eventId }: { id: string; eventId: string }): Promise<number> {
  const { name } = await getLocked(ctx, companyId, id)
  const found = await findDelivery(ctx, id, eventId)
  if (!found) throw new AppError('not_found')
  await lockLanes(ctx, id, [found.lane])
  const resent = await waitAgain(ctx, id, { eventId })
  if (resent === 0) throw new AppError('delivery_waits')
  await noteResent(ctx, companyId, id, { name, resent, event: found.type })
  return resent
}

/** Members, devices and teams of which deliveries are sent again at once; with the next call the next ones. */
const lanesAtOnce = 5_000

/** RE-3: sends everything again that was given up. @returns how much @throws not_found, forbidden */
export async function resendDead(ctx: Ctx, companyId: string, id: string): Promise<number> {
  const { name } = await getLocked(ctx, companyId, id)
  let resent = 0
  for (let lanes = await selectDeadLanes(ctx, id, lanesAtOnce); lanes.length > 0; lanes = await selectDeadLanes(ctx, id, lanesAtOnce)) {
    await lockLanes(ctx, id, lanes)
    resent += await waitAgain(ctx, id, { lanes })
  }
  if (resent > 0) await noteResent(ctx, companyId, id, { name, resent })
  return resent
}

async function noteResent(ctx: Ctx, companyId: string, id: string, after: { name: string; resent: number; event?: string }): Promise<void> {
  await recordEvent(ctx, { action: 'webhook.resent', companyId, subject: { kind: 'webhook', id }, after })
  await wake(ctx, id)
}
