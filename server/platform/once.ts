import { createHmac, hkdfSync, randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { onceHours, type Once } from '@muster/contract'
import type { Ctx, Scope } from './context.ts'
import { AppError } from './errors.ts'
import type { Json } from './tables.ts'

/** No request is at work for longer; a process that was killed holds its requests for so long. */
const leaseSeconds = 120
/** So long does one that comes twice wait for the first, asking so often. */
const waitMs = 10_000
const lookMs = 100

type Asked = {
  memberId: string
  /** Method and path as the contract has them. */
  endpoint: string
  key: string
  /** What was asked for, path and body. */
  input: unknown
  /** What the asker's role reaches: an answer is told only to who reaches as much. */
  reach: unknown
  once: Exclude<Once, false>
}

/** What became of a request: done now, or answered as the first time. */
export type Done<Output> = { output: Output; replayed: boolean }

/** Does things once (pitfall 35). */
export type Doer = {
  /**
   * Does what is asked for, unless it was done under this key. `work` gets the scope to act in: the first of its transactions that writes says
   * in itself that it is done, so that neither a lost answer nor a killed process has it done twice.
   * @throws idempotency_key_reused, request_under_way, already_done, and whatever `work` throws: where it has done nothing it may be asked again
   */
  run<Output>(scope: Scope, asked: Asked, work: (scope: Scope) => Promise<Output>): Promise<Done<Output>>
}

/** Keys and requests stand in the database as hashes under a key of `secret`: a request may hold a password (SX-3). */
export function createDoer(secret: string): Doer {
  const hashKey = Buffer.from(hkdfSync('sha256', secret, 'muster', 'idempotency', 32))
  const hash = (text: string) => createHmac('sha256', hashKey).update(text).digest()
  return {
    async run(scope, asked, work) {
      const request: Request = {
        memberId: asked.memberId,
        endpoint: asked.endpoint,
        keyHash: hash(asked.key),
        requestHash: hash(canonical(asked.input)),
        claim: randomUUID(),
      }
      const reach = canonical(asked.reach)
      const first = await claimOrWait(scope, request)
      if (first) return { output: await doFirst(scope, request, { once: asked.once, reach }, work), replayed: false }
      const answer = answerOf(await scope.transaction((ctx) => findRequest(ctx, request)), request, reach)
      // It was parsed by the endpoint's own shape before it was kept.
      return { output: answer as Awaited<ReturnType<typeof work>>, replayed: true }
    },
  }
}

type Request = { memberId: string; endpoint: string; keyHash: Buffer; requestHash: Buffer; claim: string }
type Known = { request_hash: Buffer; over: boolean; answer: Json | null }

/** @returns whether the request is the caller's to do; false: it was done */
async function claimOrWait(scope: Scope, request: Request): Promise<boolean> {
  const until = performance.now() + waitMs
  for (;;) {
    const { claimed, known } = await scope.transaction(async (ctx) =>
      (await claim(ctx, request)) ? { claimed: true, known: undefined } : { claimed: false, known: await findRequest(ctx, request) },
    )
    if (claimed) return true
    if (known && (known.over || !known.request_hash.equals(request.requestHash))) return false
    if (performance.now() > until) throw new AppError('request_under_way')
    await pause(lookMs)
  }
}

/** What is answered to a request that came before. @throws idempotency_key_reused, already_done */
function answerOf(known: Known | undefined, { requestHash }: Pick<Request, 'requestHash'>, reach: string): unknown {
  if (known && !known.request_hash.equals(requestHash)) throw new AppError('idempotency_key_reused')
  const kept = known?.answer as { output: unknown; reach: string } | null | undefined
  if (!kept || kept.reach !== reach) throw new AppError('already_done')
  return kept.output
}

type Keeping = { once: Exclude<Once, false>; reach: string }

async function doFirst<Output>(
  scope: Scope,
  request: Request,
  { once, reach }: Keeping,
  work: (scope: Scope) => Promise<Output>,
): Promise<Output> {
  const marking: Scope = {
    ...scope,
    transaction: (verb) =>
      scope.transaction(async (ctx) => {
        const result = await verb(ctx)
        await markDone(ctx, request)
        return result
      }),
  }
  let output: Output
  try {
    output = await work(marking)
  } catch (err) {
    await scope.transaction((ctx) => giveUp(ctx, request)).catch(() => undefined)
    throw err
  }
  // What was done is done: that its answer could not be kept is no failure of the request.
  await scope
    .transaction((ctx) => keepAnswer(ctx, request, once === 'secret' ? null : JSON.stringify({ output, reach })))
    .catch((err: unknown) => scope.log.warn({ err, endpoint: request.endpoint }, 'the answer of a request could not be kept'))
  return output
}

/** A value as one text, whatever the order of its keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

const forgottenAt = (now: Date) => new Date(now.getTime() - onceHours * 3_600_000)

/** Takes a request to do it: one that is new, or forgotten, or whose process is gone before anything was done. */
async function claim(ctx: Ctx, { memberId, endpoint, keyHash, requestHash, claim: id }: Request): Promise<boolean> {
  const leaseUntil = new Date(ctx.now.getTime() + leaseSeconds * 1_000)
  const { rows } = await sql`
    insert into api.request as r (tenant_id, member_id, endpoint, key_hash, request_hash, claim, lease_until, asked_at)
    values (${ctx.tenant}, ${memberId}, ${endpoint}, ${keyHash}, ${requestHash}, ${id}, ${leaseUntil}, ${ctx.now})
    on conflict (tenant_id, member_id, endpoint, key_hash) do update
    set request_hash = excluded.request_hash, claim = excluded.claim, lease_until = excluded.lease_until, asked_at = excluded.asked_at,
      done = false, ended = false, answer = null
    where r.asked_at <= ${forgottenAt(ctx.now)}
      or (not r.done and r.lease_until <= ${ctx.now} and r.request_hash = excluded.request_hash)
    returning 1`.execute(ctx.db)
  return rows.length > 0
}

const requests = (ctx: Ctx, { memberId, endpoint, keyHash }: Request) =>
  sql`tenant_id = ${ctx.tenant} and member_id = ${memberId} and endpoint = ${endpoint} and key_hash = ${keyHash}`

async function findRequest(ctx: Ctx, request: Request): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select request_hash, ended or (done and lease_until <= ${ctx.now}) as over, answer from api.request where ${requests(ctx, request)}`.execute(
    ctx.db,
  )
  return rows[0]
}

/** Says, in a transaction that has written something, that the request is done. @throws request_under_way when another took it meanwhile */
async function markDone(ctx: Ctx, request: Request): Promise<void> {
  const { rows } = await sql<{ wrote: boolean; marked: boolean }>`
    with wrote as materialized (select pg_current_xact_id_if_assigned() is not null as anything),
      marked as (
        update api.request set done = true from wrote where wrote.anything and ${requests(ctx, request)} and claim = ${request.claim} returning 1
      )
    select anything as wrote, exists (select from marked) as marked from wrote`.execute(ctx.db)
  if (rows[0]?.wrote && !rows[0].marked) throw new AppError('request_under_way')
}

async function keepAnswer(ctx: Ctx, request: Request, answer: string | null): Promise<void> {
  await sql`
    update api.request set done = true, ended = true, answer = ${answer}::jsonb
    where ${requests(ctx, request)} and claim = ${request.claim}`.execute(ctx.db)
}

/** It failed: where nothing was done, the next attempt is the first. */
async function giveUp(ctx: Ctx, request: Request): Promise<void> {
  await sql`
    with over as (delete from api.request where ${requests(ctx, request)} and claim = ${request.claim} and not done)
    update api.request set ended = true where ${requests(ctx, request)} and claim = ${request.claim} and done`.execute(ctx.db)
}

/** Forgets requests whose keys are no longer looked at. Hourly, one statement; two at once delete nothing twice. */
export async function forgetRequests(ctx: Ctx): Promise<void> {
  await sql`delete from api.request where tenant_id = ${ctx.tenant} and asked_at <= ${forgottenAt(ctx.now)}`.execute(ctx.db)
}
