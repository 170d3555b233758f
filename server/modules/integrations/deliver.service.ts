import { answerSeconds, type DeliveryFailure } from '@muster/contract'
import { loadSigner, type Signer } from '#modules/signin'
import { systemActor, type Ctx, type Scope, type Scopes } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Answer, Outbound } from '../../platform/outbound.ts'
import type { Seal } from '../../platform/seal.ts'
import { deliverJob, deliverKey } from './deliver.rules.ts'
import {
  findNextDue,
  lockTurn,
  noteHealth,
  releaseLane,
  selectDue,
  setAttempt,
  takeFirst,
  takeLane,
  type Attempt,
  type Taken,
} from './lane.queries.ts'
import { messageOf, pushedRequest, signalOf, signedRequest } from './message.service.ts'
import { pauseGone } from './gone.service.ts'
import { failureOf, isDead, isGone, nextAttemptAt, quietUntil } from './retry.rules.ts'

/** Deliveries to one endpoint under way at once; to one that fails, one. */
const mostOfOne = 8
/** Of all endpoints together, in one process. */
const mostTogether = 64
/** Of an answer so many bytes are read and shown. */
const replyBytes = 1_000
/** A turn is good for this long: an attempt takes less. One whose worker died is over then. */
const turnSeconds = 3 * answerSeconds

export type DeliverDeps = { scopes: Scopes; seal: Seal; outbound: Outbound; secret: string; url: string }
export type Which = { tenant: string; endpoint: string }

export type Deliverer = {
  /** Sends an endpoint what is due, until nothing is; a call meanwhile joins in, and has it look once more. */
  deliver(which: Which, signal?: AbortSignal): Promise<void>
  /** The same for every endpoint of a tenant at which something is due: what a worker left that died. */
  deliverLeft(scope: Scope, signal?: AbortSignal): Promise<void>
}

/**
 * RE-3: hands over what commits promised. A worker takes a lane (a member, at one endpoint) for a turn, commits that it attempts the first
 * that waits in it, and only then sends: two workers never send of one lane at once, and what follows waits until it has arrived or was
 * given up. What a dying worker had sent goes again, under the same id.
 */
export function createDeliverer(deps: DeliverDeps): Deliverer {
  const enter = gateOf(mostTogether)
  const running = new Map<string, { again: boolean; done: Promise<void> }>()

  const deliver = (which: Which, signal?: AbortSignal): Promise<void> => {
    const found = running.get(which.endpoint)
    if (found) {
      found.again = true
      return found.done
    }
    const run = { again: true, done: Promise.resolve() }
    const work = async () => {
      for (;;) {
        run.again = false
        await sendDue(deps, which, enter, signal)
        await scopeOf(deps, which).transaction((ctx) => comeBack(ctx, which))
        if (!run.again || signal?.aborted) return
      }
    }
    running.set(which.endpoint, run)
    run.done = work().finally(() => running.delete(which.endpoint))
    return run.done
  }
  return {
    deliver,
    deliverLeft: async (scope, signal) => {
      const due = await scope.transaction(selectDue)
      await Promise.all(due.map((endpoint) => deliver({ tenant: scope.tenant, endpoint }, signal)))
    },
  }
}

const scopeOf = ({ scopes }: DeliverDeps, { tenant }: Which) => scopes(tenant, systemActor(deliverJob))

/** Lets so many in at once; each leaves by what it was answered. */
function gateOf(most: number): () => Promise<() => void> {
  const waiting: (() => void)[] = []
  let inside = 0
  const leave = () => {
    const next = waiting.shift()
    // Its place is handed on.
    if (next) next()
    else inside -= 1
  }
  return async () => {
    if (inside < most) inside += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
    return leave
  }
}

/** Takes lane after lane, several at once while the endpoint answers, until nothing is due. */
async function sendDue(deps: DeliverDeps, which: Which, enter: () => Promise<() => void>, signal?: AbortSignal): Promise<void> {
  const slots = new Set<Promise<void>>()
  const slot = async (): Promise<void> => {
    for (;;) {
      const leave = await enter()
      try {
        const taken = await take(deps, which)
        if (taken && !taken.endpoint.failing && slots.size < mostOfOne) open()
        if (taken) await attempt(deps, which, taken)
        if (!taken || signal?.aborted || (taken.endpoint.failing && slots.size > 1)) return
      } finally {
        leave()
      }
    }
  }
  const open = () => {
    const one: Promise<void> = slot().finally(() => slots.delete(one))
    // Heard at the end, whichever fails.
    one.catch(() => undefined)
    slots.add(one)
    all.push(one)
  }
  const all: Promise<void>[] = []
  open()
  while (slots.size > 0) await Promise.allSettled(slots)
  await Promise.all(all)
}

type Turn = Taken & { turn: string }

/** The next delivery that is due, taken for a turn; lanes that nothing waits in any more are passed over. */
async function take(deps: DeliverDeps, which: Which): Promise<Turn | undefined> {
  for (;;) {
    const found = await scopeOf(deps, which).transaction(async (ctx) => {
      const turn = newId(ctx.now)
      const lane = await takeLane(ctx, which.endpoint, turn, new Date(ctx.now.getTime() + turnSeconds * 1_000))
      if (lane === undefined) return 'nothing'
      const taken = await takeFirst(ctx, which.endpoint, lane)
      if (taken) return { ...taken, turn }
      await releaseLane(ctx, which.endpoint, lane, ctx.now)
      return 'empty'
    })
    if (found === 'nothing') return undefined
    if (found !== 'empty') return found
  }
}

async function attempt(deps: DeliverDeps, which: Which, taken: Turn): Promise<void> {
  const outcome = await send(deps, which, taken)
  await scopeOf(deps, which).transaction(async (ctx) => {
    const { lane, seq, attempts, waitingSince, event, endpoint } = taken
    if (!(await lockTurn(ctx, which.endpoint, lane, taken.turn))) return
    const dead = outcome.failure !== null && isDead({ type: event.type, attempts, waitingSince }, ctx.now)
    await setAttempt(ctx, { endpointId: which.endpoint, seq }, outcome, dead)
    await releaseLane(ctx, which.endpoint, lane, outcome.failure === null || dead ? ctx.now : nextAttemptAt(ctx.now, attempts))
    await noteHealth(ctx, endpoint, outcome)
    if (isGone(outcome.status)) await pauseGone(ctx, event.companyId, endpoint)
  })
}

async function send(deps: DeliverDeps, which: Which, taken: Turn): Promise<Attempt> {
  const { now } = scopeOf(deps, which)
  const request = await requestOf(deps, which, taken, now)
  const started = performance.now()
  const answer = await deps.outbound.send(taken.endpoint.url, {
    method: 'POST',
    ...request,
    timeoutMs: answerSeconds * 1_000,
    readBytes: replyBytes,
  })
  return outcomeOf(answer, Math.round(performance.now() - started), scopeOf(deps, which).now)
}

async function requestOf(
  { scopes, seal, secret, url }: DeliverDeps,
  { tenant }: Which,
  { event, endpoint }: Turn,
  at: Date,
): Promise<{ headers: Record<string, string>; body: string }> {
  const secrets = [endpoint.secret, endpoint.formerSecret].flatMap((sealed) => (sealed ? [opened(seal, sealed)] : []))
  if (endpoint.kind === 'webhook') return signedRequest({ id: event.id, body: JSON.stringify(messageOf(tenant, event)), at }, secrets)
  const sign: Signer = await loadSigner(scopes, secret, at)
  const to = { url, audience: endpoint.audience ?? '', authorization: secrets[0], sign }
  return pushedRequest({ id: event.id, claims: signalOf(tenant, event, `${url}/oidc`), at }, to)
}

function opened(seal: Seal, sealed: Buffer): string {
  const text = seal.open(sealed)
  if (text === undefined) throw new Error('MUSTER_SECRET is not the one that this secret was sealed with')
  return text
}

function outcomeOf(answer: Answer, tookMs: number, now: Date): Attempt {
  if (!answer.reached) return { failure: answer.failure satisfies DeliveryFailure, status: null, reply: null, tookMs, quietUntil: null }
  // What no database keeps.
  const reply = answer.body.replaceAll('\0', '') || null
  const { status, headers } = answer
  return { failure: failureOf(status), status, reply, tookMs, quietUntil: quietUntil({ status, retryAfter: headers['retry-after'] }, now) }
}

/** Under a key of its own: an event that comes meanwhile is sent at once, not when the next attempt is due. */
async function comeBack(ctx: Ctx, { tenant, endpoint }: Which): Promise<void> {
  const runAt = await findNextDue(ctx, endpoint)
  if (runAt) await enqueue(ctx, deliverJob, { tenant, endpoint }, { key: `${deliverKey(endpoint)} again`, runAt })
}
