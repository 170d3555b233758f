// RE-3 under faults: workers and the service that is told are killed again and again while events come; what was lost, or came out of order.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createCompany, createTenant } from '../server/modules/company/index.ts'
import { createWebhook } from '../server/modules/integrations/index.ts'
import { registerMembers, suspendMember, unsuspendMember } from '../server/modules/members/index.ts'
import { scopes, systemActor, type Ctx, type Scope } from '../server/platform/context.ts'
import { freePort } from '../server/platform/embedded.ts'
import { newId } from '../server/platform/ids.ts'
import { createLog } from '../server/platform/log.ts'
import { createSeal } from '../server/platform/seal.ts'
import { makeCompanies } from './lib/companies.ts'
import { benchSecret, openBenchDatabase, stage, type BenchDatabase } from './lib/database.ts'
import { createReport } from './lib/figure.ts'
import { startKillableReceiver, startKillableWorker, type Killable } from './lib/killable.ts'

const members = Number(process.env['BENCH_MEMBERS'] ?? 200)
/** Of each member; one in seven more is taken back before its commit. */
const eventsOfEach = 24
/** Transactions under way at once. */
const lanes = 8
const others = Array.from({ length: 1_000 }, (_, n) => n)
/** Two workers, killed in turn once the other has started anew; a service, killed now and then. */
const [workerEveryMs, receiverEveryMs, receiverDownMs] = [3_000, 4_000, 1_000]
/** In the time of the run, an attempt that failed is made again after this, instead of minutes and hours. */
const retryMs = 3_000

const report = createReport({ 'webhooks.lost': { most: 0, unit: 'events' } }, members < 200)
const bound = (database: BenchDatabase) => scopes(database.app.db, () => new Date(), createLog('silent'))
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const database = await openBenchDatabase({
  name: 'webhooks',
  make: (made) =>
    stage(
      made,
      'other tenants',
      async () => {
        await makeCompanies(made, others, new Date('2026-01-01'))
        return `${others.length} tenants`
      },
      async () => undefined,
    ),
})
const running: Killable[] = []
try {
  const port = await freePort()
  const file = path.join(database.folder, 'received.log')
  rmSync(file, { force: true })
  const { tenant, endpoint, ids } = await makeTold(database, `http://127.0.0.1:${port}/events`)
  const options = { ownerUrl: database.ownerUrl, appUrl: database.appUrl, secret: benchSecret }
  const workers = await Promise.all([startKillableWorker(options), startKillableWorker(options)])
  let receiver = await startKillableReceiver({ port, file })
  const kills = { worker: 0, receiver: 0 }
  const over = new AbortController()
  const killWorkers = async () => {
    for (let turn = 0; !over.signal.aborted; turn = 1 - turn) {
      await pause(workerEveryMs)
      await workers[turn]?.kill()
      kills.worker += 1
      workers[turn] = await startKillableWorker(options)
    }
  }
  const killReceiver = async () => {
    while (!over.signal.aborted) {
      await pause(receiverEveryMs)
      await receiver.kill()
      kills.receiver += 1
      await pause(receiverDownMs)
      receiver = await startKillableReceiver({ port, file })
    }
  }
  const hurry = async () => {
    while (!over.signal.aborted) {
      await pause(retryMs)
      await letTimePass(database, tenant, endpoint)
    }
  }
  const faults = Promise.all([killWorkers(), killReceiver(), hurry()])
  const { committed, drained } = await tell(database, { tenant, endpoint, ids }).finally(async () => {
    over.abort()
    await faults
    running.push(...workers, receiver)
  })
  report.note(
    `${[...committed.values()].flat().length} events of ${members} members; workers killed ${kills.worker} times, the service ${kills.receiver}`,
  )
  report.check(drained, 'everything had ended before the end of the run')
  report.check(kills.worker >= 10 && kills.receiver >= 8, 'workers and the service were killed often enough')
  const { rows } = await database.owner.query<{ state: string; n: number }>(
    'select state, count(*)::int as n from integrations.delivery where endpoint_id = $1 group by state',
    [endpoint],
  )
  report.note(`deliveries: ${rows.map(({ state, n }) => `${n} ${state}`).join(', ')}`)
  const { lost, disordered, twice } = compare(committed, readReceived(file))
  report.note(`arrived more than once, under the same id: ${twice}`)
  report.note(`lost ${lost}, out of order ${disordered}`)
  report.figure('webhooks.lost', lost + disordered, 'committed but never arrived, or arrived first after a later one of the member')
} finally {
  await Promise.all(running.map((one) => one.kill()))
  await database.stop()
}
report.end()

/** A company whose members' suspensions a service is told of. */
async function makeTold(made: BenchDatabase, url: string): Promise<{ tenant: string; endpoint: string; ids: string[] }> {
  const tenant = newId(new Date())
  const seal = createSeal(benchSecret, 'webhooks')
  const set = await bound(made)(tenant, systemActor('bench')).transaction(async (ctx) => {
    await createTenant(ctx, 'Told')
    const plan = { core: 'standard', drive: true, approval: true } as const
    const companyId = await createCompany(ctx, {
      name: 'Told',
      domain: `${tenant.slice(-12)}.example`,
      zone: 'Asia/Seoul',
      locale: 'en',
      plan,
    })
    const ids = await registerMembers(
      ctx,
      Array.from({ length: members }, (_, i) => ({
        companyId,
        login: `m${i}`,
        name: `M ${i}`,
        locale: 'en' as const,
        registeredBy: 'admin' as const,
      })),
    )
    const input = { kind: 'webhook', name: 'Told', url, types: ['member.suspended', 'member.unsuspended'] } as const
    return { ids, endpoint: (await createWebhook(ctx, seal, companyId, { ...input, types: [...input.types] })).id }
  })
  return { tenant, ...set }
}

/** Makes all events, and waits until none waits any more. */
async function tell(made: BenchDatabase, { tenant, endpoint, ids }: { tenant: string; endpoint: string; ids: string[] }) {
  const committed = await makeEvents(bound(made), tenant, ids)
  return { committed, drained: await drain(made, endpoint) }
}

/** Suspends and lifts, round by round, some members at once. @returns the types in the order of commits, by member */
async function makeEvents(scopesOf: (tenant: string, actor: ReturnType<typeof systemActor>) => Scope, tenant: string, ids: string[]) {
  const committed = new Map<string, string[]>(ids.map((id) => [id, []]))
  const act = (verb: (ctx: Ctx) => Promise<void>) => scopesOf(tenant, systemActor('bench')).transaction(verb)
  const next = async (id: string, n: number) => {
    const verb = n % 2 === 0 ? suspendMember : unsuspendMember
    if (n % 7 === 0)
      await act(async (ctx) => {
        await verb(ctx, id)
        throw new Error('taken back')
      }).catch(() => undefined)
    await act((ctx) => verb(ctx, id))
    committed.get(id)?.push(n % 2 === 0 ? 'member.suspended' : 'member.unsuspended')
  }
  for (let n = 0; n < eventsOfEach; n++) {
    const left = [...ids]
    const lane = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await next(id, n)
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    await pause(2_000)
  }
  return committed
}

/** What waits for another attempt is due now, as it would be hours later; what a worker has in hand is left to it. */
async function letTimePass(made: BenchDatabase, tenant: string, endpoint: string): Promise<void> {
  await made.owner.query('update integrations.lane set due_at = now() where endpoint_id = $1 and turn is null and due_at > now()', [
    endpoint,
  ])
  const payload = JSON.stringify({ tenant, endpoint })
  await made.owner.query(`select muster.enqueue('integrations.deliver', $1::jsonb, $2, null)`, [
    payload,
    `integrations.deliver ${endpoint}`,
  ])
}

/** Waits until nothing waits any more. @returns false: it took too long */
async function drain(made: BenchDatabase, endpoint: string): Promise<boolean> {
  const until = performance.now() + 300_000
  while (performance.now() < until) {
    const { rows } = await made.owner.query<{ n: number }>(
      `select count(*)::int as n from integrations.delivery where endpoint_id = $1 and state = 'waiting'`,
      [endpoint],
    )
    if (rows[0]?.n === 0) return true
    await pause(500)
  }
  return false
}

type Received = { id: string; member: string; type: string }

function readReceived(file: string): Received[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => {
    const [id = ''] = line.split(' ')
    const { type, data } = JSON.parse(line.slice(id.length + 1)) as { type: string; data: { member: { id: string } } }
    return { id, member: data.member.id, type }
  })
}

/** A member's events, as they first arrived, against those that were committed: they go back and forth, so a lost or swapped one shows. */
function compare(committed: Map<string, string[]>, received: readonly Received[]) {
  const seen = new Set<string>()
  const first = received.filter(({ id }) => !seen.has(id) && seen.add(id))
  const of = Map.groupBy(first, ({ member }) => member)
  let [lost, disordered] = [0, 0]
  for (const [member, types] of committed) {
    const arrived = (of.get(member) ?? []).map(({ type }) => type)
    lost += Math.max(0, types.length - arrived.length)
    disordered += arrived.filter((type, i) => type !== types[i]).length
  }
  return { lost, disordered, twice: received.length - first.length }
}
