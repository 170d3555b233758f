// 50,000 phones at nine in the morning: each wakes, refreshes its token, reports its use, some the uses of days before, some an updated app.
import { systemClock, type Clock } from '../client/index.ts'
import type { ActivityAnswer, DeviceReport } from '../contract/index.ts'
import { memoryDisk, startFleet, type Rates } from '../dev/fleet/index.ts'
import { factCode } from '../server/modules/activity/facts.rules.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { createReport, percentile } from './lib/figure.ts'
import { fleetFull, fleetSeed, fleetSize, fleetTenant, makeFleetCompany, memberOf, nightOf, signFleetIn } from './lib/fleet.world.ts'
import { percentiles } from './lib/load.ts'
import { startNode } from './lib/node.ts'
import { addressOf } from './lib/signIn.ts'

/** The morning of 50,000 devices; fewer take less time for the same rate. BENCH_MINUTES: a quicker or slower morning, for working on the bench. */
const spreadMinutes = (Number(process.env['BENCH_MINUTES'] ?? 15) * fleetSize) / 50_000
/** In the second pass the server is killed in the middle; a part of the fleet suffices for it. */
const killedShare = 0.2
const nine = new Date('2026-11-23T09:00:00+09:00')
const dayMs = 86_400_000
const never = {
  goesOffline: 0,
  reinstalls: 0,
  resets: 0,
  updatesSystem: 0,
  signsOut: 0,
  readsNotices: 0,
  updatesApp: 0,
  enrols: 0,
  refuses: 0,
}
const zone = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Seoul' })

const report = createReport(
  { 'fleet.morning.lost': { most: 0, unit: 'reports' }, 'fleet.morning.p99_ms': { most: 100, unit: 'ms' } },
  !fleetFull,
)

const database = await openBenchDatabase({ name: `fleet-${fleetSize}`, make: makeFleetCompany })
try {
  report.note(
    `${fleetSize} devices of one company among 1,000 others, PostgreSQL ${database.version}; server, PostgreSQL and the fleet with its SDKs share the machine`,
  )
  report.note(
    `open loop: each device wakes at a time of its own, drawn evenly from ${spreadMinutes.toFixed(1)} minutes (${(fleetSize / spreadMinutes / 60).toFixed(0)} a second), whatever the server does; all refresh a token that has run out, 1 of 10 brings the uses of three days, 1 of 10 reports an updated app, half look at their notifications`,
  )
  const calm = await morning(database, { devices: fleetSize, kills: false })
  const killed = await morning(database, { devices: Math.round(fleetSize * killedShare), kills: true })
  report.note(
    `killed in the middle: ${killed.reports} reports acknowledged, ${killed.lost} lost; ${killed.devices - killed.ended} of ${killed.devices} devices got through, ${killed.ended} were signed out`,
  )
  report.figure(
    'fleet.morning.lost',
    calm.lost + killed.lost,
    `of ${calm.reports} acknowledged reports, and of ${killed.reports} with the server killed in the middle`,
  )
  report.figure(
    'fleet.morning.p99_ms',
    percentile(calm.latencies, 99),
    `from sending to the acknowledgement: ${percentiles(calm.latencies)}`,
  )
  report.extra('fleet.morning.contact_p99_ms', percentile(calm.contacts, 99), 'ms')
  report.note(
    `from when a device was due until its use was acknowledged, app started and token refreshed in between: ${percentiles(calm.contacts)}`,
  )
  report.note(`the fleet took its latest device in hand ${calm.latestMs.toFixed(0)} ms late, with ${calm.megabytes} MB of memory`)
} finally {
  await database.stop()
}
report.end()

type Morning = {
  devices: number
  /** Devices whose session ended, and which therefore reported nothing. */
  ended: number
  reports: number
  lost: number
  latencies: number[]
  contacts: number[]
  latestMs: number
  megabytes: number
}

async function morning(made: BenchDatabase, { devices, kills }: { devices: number; kills: boolean }): Promise<Morning> {
  const round = kills ? 'killed' : 'calm'
  const yesterday = new Date(nine.getTime() - dayMs)
  let node = await startNode(made, yesterday, ['127.0.0.1', '::1'])
  await signFleetIn(made, node.url, round, yesterday)
  await node.setClock(nine)
  const began = Date.now()
  const clock: Clock = { ...systemClock, now: () => new Date(nine.getTime() + Date.now() - began) }
  const ledger = createLedger()
  const due = new Map<number, number>()
  const latencies: number[] = []
  const contacts: number[] = []
  // One that gets through may be cut off afterwards, and come again, or be signed out: it is over once.
  const [over, ended] = [new Set<number>(), new Set<number>()]
  let allThrough: () => void = () => undefined
  let shutOut: (error: Error) => void = () => undefined
  const finished = new Promise<void>((done, fail) => {
    allThrough = done
    shutOut = fail
  })
  const spreadMs = ((spreadMinutes * devices) / fleetSize) * 60_000
  const rates: Rates = {
    firstMs: (random) => 1_000 + random.number() * spreadMs,
    gapMs: () => Infinity,
    foregroundMs: 0,
    retryMs: 2_000,
    chances: { ...never, readsNotices: 0.5 },
  }
  const url = node.url
  const fleet = startFleet({
    server: url,
    carriers: Array.from({ length: devices }, (_, n) => ({ app: 'mobile', person: { id: memberOf(n), password: '' } })),
    seed: fleetSeed,
    rates,
    clock,
    disk: (n) => {
      const disk = memoryDisk()
      const before = n % 10 === 3 ? [3, 2, 1].map((days) => new Date(nine.getTime() - days * dayMs + n)) : []
      const night = nightOf(n, url, round, before, n % 10 === 7)
      void disk.app().write(...night.session)
      if (night.uses) void disk.app().write(...night.uses)
      void disk.write(night.kept)
      return disk
    },
    headers: (n) => ({ 'x-forwarded-for': addressOf(n) }),
    fetch: (n) => async (to, init) => {
      const isReport = (init.method === 'POST' && to.endsWith('/activity')) || init.method === 'PUT'
      if (!isReport) return fetch(to, init)
      const sent = performance.now()
      const answer = await fetch(to, init)
      const text = await answer.text()
      if (answer.ok) {
        latencies.push(performance.now() - sent)
        if (init.method === 'POST') contacts.push(clock.now().getTime() - (due.get(n) ?? 0))
        ledger.note(n, init, text)
      }
      return new Response(text, answer)
    },
    onWake: (n, at) => due.set(n, at),
    onAct: (n, act) => {
      if (act === 'refused') shutOut(new Error(`device ${n} is signed out`))
      if (act === 'ended') ended.add(n)
      if (act === 'used' || act === 'ended') over.add(n)
      if (over.size === devices) allThrough()
    },
    onProblem: (n, problem) => report.note(`device ${n}: ${String(problem)}`),
  })
  if (kills) {
    await clock.wait(spreadMs / 2, AbortSignal.timeout(spreadMs))
    await node.kill()
    node = await startNode(made, clock.now(), ['127.0.0.1', '::1'], node.port)
  }
  const telling = setInterval(() => report.note(`${over.size} of ${devices} devices are through`), 60_000)
  await finished.finally(() => clearInterval(telling))
  const megabytes = Math.round(process.memoryUsage().rss / 2 ** 20)
  await fleet.stop()
  await node.stop()
  const lost = await ledger.missing(made)
  report.check(ledger.members() === devices, `every device's report was acknowledged (${round}; ${ended.size} devices were signed out)`)
  return { devices, ended: ended.size, reports: ledger.reports(), lost, latencies, contacts, latestMs: fleet.latestMs(), megabytes }
}

/** What the server has acknowledged, as the devices saw it. */
function createLedger() {
  const days = new Map<number, Set<string>>()
  const versions = new Map<string, string>()
  let reports = 0
  return {
    note(n: number, init: RequestInit, text: string): void {
      reports += 1
      const body = JSON.parse(String(init.body)) as { uses?: { at: string }[] } & DeviceReport
      if (init.method === 'PUT') return void versions.set(body.vendorId, body.appVersion)
      const { ignored } = JSON.parse(text) as ActivityAnswer
      const known = days.get(n) ?? new Set()
      days.set(n, known)
      body.uses?.forEach(({ at }, i) => ignored.some(({ index }) => index === i) || known.add(zone.format(new Date(at))))
    },
    reports: () => reports,
    members: () => days.size,
    /** How much of it is not in the database: days of members, and versions of devices. */
    async missing({ owner }: BenchDatabase): Promise<number> {
      const found = await owner.query<{ member: string; day: string }>(
        `select c.member_id as member, (activity.base(c.last) + i)::text as day
         from activity.calendar c, generate_series($2::date - 10 - activity.base(c.last), $2::date - activity.base(c.last)) i
         where c.tenant_id = $1 and c.fact = $3 and i between 0 and 767 and get_bit(c.days, i) = 1`,
        [fleetTenant, zone.format(nine), factCode.used],
      )
      const there = new Set(found.rows.map(({ member, day }) => `${member} ${day}`))
      const runs = await owner.query<{ vendor: string; version: string }>(
        'select d.vendor_id as vendor, r.app_version as version from devices.device d join devices.device_row r using (tenant_id, device_id) where d.tenant_id = $1',
        [fleetTenant],
      )
      const running = new Map(runs.rows.map(({ vendor, version }) => [vendor, version]))
      const lostDays = [...days].flatMap(([n, all]) => [...all].filter((day) => !there.has(`${memberOf(n)} ${day}`)))
      const lostVersions = [...versions].filter(([vendor, version]) => running.get(vendor) !== version)
      return lostDays.length + lostVersions.length
    },
  }
}
