import { hash } from 'node:crypto'
import type { Locale, PushAddress } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { getCompany, zoneAt } from '#modules/company'
import type { Ctx, Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Answer } from '../../platform/outbound.ts'
import { arePushKeys, type Push } from '../../platform/push.ts'
import type { Seal } from '../../platform/seal.ts'
import { wordNotice } from './notice.texts.ts'
import {
  deletePush,
  dropBrowser,
  dropStalePushes,
  findBrowserOwner,
  findNextPush,
  insertPushes,
  putBrowser,
  takeDuePushes,
  updatePush,
  type DuePush,
} from './push.queries.ts'
import { maxPushBrowsers, nextPushAt, pushedSince, pushHours, pushOutcomeOf, retryAfterOf } from './push.rules.ts'

export type PushDeps = {
  push: Push
  seal: Seal
  /** Whether a push service may stand on this machine, unencrypted, as in tests. */
  allowPrivate: boolean
  findLocale: (ctx: Ctx, memberId: string) => Promise<Locale>
  /** The public address of the server. */
  url: string
}
type By = { memberId: string; companyId: string; connectionId: string }

export const pushJob = 'notifications.push'
const batch = 20
const mostText = 800

/** Whether the browser by which a member is signed in is sent service notifications. */
export async function isPushAllowed(ctx: Ctx, { memberId, connectionId }: By): Promise<boolean> {
  return (await findBrowserOwner(ctx, { connectionId })) === memberId
}

/**
 * A member lets the browser by which they are signed in show service notifications also while no page is open, until that connection ends.
 * The same browser again, under another connection, goes on. @throws input_invalid
 */
export async function allowPush(ctx: Ctx, { seal, allowPrivate }: PushDeps, by: By, address: PushAddress): Promise<void> {
  const problem = addressProblem(address, allowPrivate)
  if (problem) throw new AppError('input_invalid', { issues: [problem] })
  const addressHash = hash('sha256', address.endpoint, 'buffer')
  const isKnown = (await findBrowserOwner(ctx, { hash: addressHash })) === by.memberId
  await putBrowser(ctx, by, addressHash, seal.close(JSON.stringify(address)), maxPushBrowsers)
  if (!isKnown) await note(ctx, by, 'member.push_allowed')
}

/** The browser by which a member is signed in is sent nothing any more. */
export async function stopPush(ctx: Ctx, by: By): Promise<void> {
  if (await dropBrowser(ctx, by.connectionId)) await note(ctx, by, 'member.push_stopped')
}

const note = (ctx: Ctx, { memberId, companyId }: By, action: 'member.push_allowed' | 'member.push_stopped') =>
  recordEvent(ctx, { action, companyId, subject: { kind: 'member', id: memberId } })

function addressProblem({ endpoint, keys }: PushAddress, allowPrivate: boolean): { path: string; message: string } | undefined {
  const { protocol, hostname, username } = new URL(endpoint)
  const isSecure = protocol === 'https:' || (allowPrivate && protocol === 'http:' && hostname === 'localhost')
  if (!isSecure || username !== '') return { path: 'endpoint', message: 'must be https, without a user name' }
  return arePushKeys(keys) ? undefined : { path: 'keys.p256dh', message: 'is not a key of P-256' }
}

/** Promises a notice, in the caller's transaction, to all browsers in which its member allowed it; it leaves after the commit. */
export async function promisePushes(ctx: Ctx, noticeId: string, memberId: string): Promise<void> {
  if (await insertPushes(ctx, noticeId, memberId)) await enqueue(ctx, pushJob, { tenant: ctx.tenant }, { key: `push ${ctx.tenant}` })
}

type Worded = DuePush & { payload: string }

/**
 * Hands what waits in a tenant to the push services, some at once, each attempt committed first. What fails is tried again, later and later, for
 * a day; a browser that is gone is forgotten. A message that comes twice replaces itself. AU-1: being pushed to is no use.
 */
export async function sendPushes(deps: PushDeps, open: () => Scope): Promise<void> {
  await open().transaction((ctx) => dropStalePushes(ctx, pushedSince(ctx.now)))
  for (;;) {
    const due = await open().transaction((ctx) => takeWorded(ctx, deps))
    if (due.length === 0) break
    await Promise.all(due.map(async (one) => settle(open(), one, await send(deps, one))))
  }
  await open().transaction(comeBack)
}

/** RE-2: what is due, worded in its reader's language and time zone. */
async function takeWorded(ctx: Ctx, { findLocale, url }: PushDeps): Promise<Worded[]> {
  const due = await takeDuePushes(ctx, batch, (attempts) => nextPushAt(ctx.now, attempts))
  const worded: Worded[] = []
  for (const one of due) {
    const { zones } = await getCompany(ctx, one.companyId)
    const reader = { locale: await findLocale(ctx, one.memberId), zone: zoneAt(zones, one.notice.createdAt) }
    const { title, text } = wordNotice(reader, one.notice)
    const payload = JSON.stringify({ title, text: text.slice(0, mostText), tag: one.noticeId, link: `${url}/account#own-notices` })
    worded.push({ ...one, payload })
  }
  return worded
}

/** Undefined: the address was sealed with another secret, under which the browser knows us no more. */
async function send({ push, seal }: PushDeps, { sealed, payload, noticeId }: Worded): Promise<Answer | undefined> {
  const address = seal.open(sealed)
  if (address === undefined) return undefined
  return push.send(JSON.parse(address) as PushAddress, { payload, topic: noticeId, ttlSeconds: pushHours * 3_600 })
}

async function settle(scope: Scope, { noticeId, connectionId, attempts }: Worded, answer: Answer | undefined): Promise<void> {
  const outcome = answer ? pushOutcomeOf(answer) : 'gone'
  if (outcome !== 'sent') {
    const said = answer?.reached ? { status: answer.status } : { reason: answer?.reason }
    scope.log.warn({ notice: noticeId, outcome, ...said }, 'a browser was not sent a notice')
  }
  await scope.transaction(async (ctx) => {
    if (outcome === 'gone') await dropBrowser(ctx, connectionId)
    else if (outcome !== 'later') await deletePush(ctx, noticeId, connectionId)
    else if (answer?.reached) {
      const retryAfter = retryAfterOf(answer.headers['retry-after'], ctx.now)
      if (retryAfter > 0) await updatePush(ctx, noticeId, connectionId, nextPushAt(ctx.now, attempts, retryAfter), attempts)
    }
  })
}

/** Under a key of its own: what is promised meanwhile leaves at once, not when the next attempt is due. */
async function comeBack(ctx: Ctx): Promise<void> {
  const runAt = await findNextPush(ctx)
  if (runAt) await enqueue(ctx, pushJob, { tenant: ctx.tenant }, { key: `${pushJob} again ${ctx.tenant}`, runAt })
}
