import { randomBytes, randomUUID } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ActiveUsers } from '@muster/contract'
import { scopes, systemActor, type Ctx } from '../server/platform/context.ts'
import { openDatabase } from '../server/platform/db.ts'
import { freePort } from '../server/platform/embedded.ts'
import { createLog } from '../server/platform/log.ts'
import { appUrl } from '../server/platform/migrate.ts'
import { locateDomain } from '../server/modules/company/index.ts'
import { registerMembers } from '../server/modules/members/index.ts'
import { createConnection } from '../server/modules/sessions/index.ts'
import { artifactHash, writeArtifact } from '../server/modules/signin/artifact.queries.ts'
import { recountAll } from '../server/modules/activity/activity.jobs.ts'
import { eventually, killDatabase, ownerUrlOf, startDatabase } from './killedPostgres.ts'
import { signInToConsole } from './openid.ts'
import { endPrograms, startProgram, type Process } from './process.ts'
import { sized } from './size.ts'

/**
 * Real processes with their embedded database are killed while thousands of uses are reported, each its own member-day. What was
 * acknowledged is counted, nothing is counted twice, and what the apps send again afterwards makes the numbers whole.
 */
const memberCount = sized(100, 400)
const dayCount = 25
/** So many hundredths of all uses. */
const part = (hundredths: number) => (memberCount * dayCount * hundredths) / 100
const dayMs = 86_400_000
const password = 'correct horse battery'
const domain = 'crash.example'

let folder: string
let muster: { program: Process; url: string }
let isRunning = () => false
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-crash-'))
  // PostgreSQL does not run as root: the user it runs as must be able to enter when this test starts it, too.
  await chmod(folder, 0o755)
  await start()
  const [, token] = await muster.program.said(/Create the first company .*\/setup\/(\S+)\n/)
  const setup = { token, companyName: 'Crash test', domain, zone: 'Asia/Seoul', locale: 'en', name: 'Ada', login: 'admin', password }
  const answer = await fetch(`${muster.url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(setup),
  })
  expect(await answer.json()).toEqual({ login: `admin@${domain}` })
})
afterAll(async () => {
  await endPrograms()
  await killDatabase(folder).catch(() => undefined)
  await rm(folder, { recursive: true, force: true })
})

/** Starts it, unless the test before left it running, which costs seconds. */
async function start(): Promise<void> {
  if (isRunning()) return
  const program = startProgram({ MUSTER_DATA: folder, MUSTER_SAMPLE: 'false', MUSTER_LOG_LEVEL: 'warn', PORT: String(await freePort()) })
  const [, url = ''] = await program.said(/Muster is at (\S+)\n/)
  muster = { program, url }
  isRunning = program.running
}

async function stop(): Promise<void> {
  muster.program.signal('SIGTERM')
  expect({ ...(await muster.program.exited), said: muster.program.stderr() }).toEqual({ code: 0, signal: null, said: '' })
}

const ownerUrl = () => ownerUrlOf(folder)

/** Works on the database behind the server's back, as one more node would. */
async function behind<T>(
  work: (at: {
    transaction: <R>(verb: (ctx: Ctx) => Promise<R>) => Promise<R>
    scope: ReturnType<ReturnType<typeof scopes>>
    companyId: string
  }) => Promise<T>,
): Promise<T> {
  const log = createLog('silent')
  const database = openDatabase(appUrl(await ownerUrl(), (await readFile(path.join(folder, 'secret'), 'utf8')).trim()), log, 2)
  try {
    const place = await locateDomain(database.db, domain)
    if (!place) throw new Error('no company')
    const scope = scopes(database.db, () => new Date(), log)(place.tenant, systemActor('test'))
    return await work({ transaction: (verb) => scope.transaction(verb), scope, companyId: place.companyId })
  } finally {
    await database.close()
  }
}

async function query<R extends pg.QueryResultRow>(text: string): Promise<R[]> {
  const client = new pg.Client({ connectionString: await ownerUrl() })
  await client.connect()
  try {
    return (await client.query<R>(text)).rows
  } finally {
    await client.end()
  }
}

type Member = { id: string; token: string }

/** Members whose mobile app is signed in. */
function makeMembers(prefix = 'member', count = memberCount): Promise<Member[]> {
  return behind(({ transaction, companyId }) =>
    transaction(async (ctx) => {
      const ids = await registerMembers(
        ctx,
        Array.from({ length: count }, (_, i) => ({
          companyId,
          login: `${prefix}${i}`,
          name: `Member ${i}`,
          locale: 'en' as const,
          registeredBy: 'admin' as const,
        })),
      )
      const expiresAt = new Date(ctx.now.getTime() + 3_600_000)
      const members: Member[] = []
      for (const memberId of ids) {
        const [connectionId, token] = [randomUUID(), randomBytes(32).toString('base64url')]
        await createConnection(ctx, {
          connectionId,
          memberId,
          companyId,
          surface: 'mobile',
          clientId: 'mobile',
          ssoId: null,
          method: 'password',
          secondStep: null,
          provedAt: null,
          ip: null,
          userAgent: null,
        })
        const hash = artifactHash('AccessToken', token)
        await writeArtifact(ctx.db, ctx.tenant, {
          kind: 'AccessToken',
          hash,
          uid: null,
          grantId: null,
          connectionId,
          payload: {},
          expiresAt,
        })
        members.push({ id: memberId, token })
      }
      return members
    }),
  )
}

type Use = { member: Member; at: Date; key: string }
/** The company is in Seoul, nine hours ahead. */
const seoulDay = (at: Date) => new Date(at.getTime() + 9 * 3_600_000).toISOString().slice(0, 10)

/** One use for each member and day, in an order that mixes both. */
function allUses(members: Member[]): Use[] {
  const now = Date.now()
  const uses = members.flatMap((member) => Array.from({ length: dayCount }, (_, d) => ({ member, at: new Date(now - d * dayMs) })))
  return uses
    .map((_, i) => uses[(i * 7919) % uses.length] as (typeof uses)[number])
    .map((u) => ({ ...u, key: `${u.member.id} ${seoulDay(u.at)}` }))
}

/** Reports one use, as the app does. A hanging answer is a failure of its own kind. */
async function report(use: Use): Promise<number> {
  try {
    const answer = await fetch(`${muster.url}/client/v1/activity`, {
      method: 'POST',
      headers: { authorization: `Bearer ${use.member.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ uses: [{ at: use.at.toISOString() }] }),
      signal: AbortSignal.timeout(20_000),
    })
    const body: unknown = await answer.json()
    if (answer.status === 200) expect(body).toEqual({ recorded: 1, ignored: [] })
    return answer.status
  } catch (err) {
    if (err instanceof DOMException) throw err
    return 0
  }
}

/** Sends uses, 48 at a time, until they are through or `enough`. @returns what the server acknowledged, and what it answered else */
async function sendAll(
  uses: Use[],
  onAcknowledged: (count: number) => void = () => undefined,
  enough: (refused: number) => boolean = () => false,
): Promise<{ acknowledged: Use[]; tried: Set<string>; refused: Map<number, number> }> {
  const acknowledged: Use[] = []
  const tried = new Set<string>()
  const refused = new Map<number, number>()
  const queue = uses.values()
  const sender = async () => {
    for (const use of queue) {
      if (enough([...refused.values()].reduce((sum, n) => sum + n, 0))) return
      tried.add(use.key)
      const status = await report(use)
      if (status === 200) onAcknowledged(acknowledged.push(use))
      else refused.set(status, (refused.get(status) ?? 0) + 1)
    }
  }
  await Promise.all(Array.from({ length: 48 }, sender))
  return { acknowledged, tried, refused }
}

/** Who is active, and on which days, as the calendars' bits say, the administrator apart. */
async function calendars(fact: number): Promise<Map<string, Set<string>>> {
  const rows = await query<{ member: string; base: string; days: string }>(`
    select c.member_id as member, activity.base(c.last)::text as base, c.days::text as days
    from activity.calendar c join members.member m using (tenant_id, member_id) where c.fact = ${fact} and m.login <> 'admin'`)
  const days = new Map<string, Set<string>>()
  for (const { member, base, days: bits } of rows) {
    const from = Date.parse(`${base}T00:00:00Z`)
    for (let i = bits.indexOf('1'); i >= 0; i = bits.indexOf('1', i + 1)) {
      const day = new Date(from + i * dayMs).toISOString().slice(0, 10)
      days.set(day, (days.get(day) ?? new Set()).add(member))
    }
  }
  return days
}

/** The numbers agree with the calendars, in the database and over HTTP, and the calendars with what was sent. */
async function check(acknowledged: Set<string>, tried: Set<string>): Promise<void> {
  const days = await calendars(2)
  expect(await calendars(3)).toEqual(days)
  const marked = new Set([...days].flatMap(([day, members]) => [...members].map((m) => `${m} ${day}`)))
  expect(
    [...acknowledged].filter((key) => !marked.has(key)),
    'acknowledged, and lost',
  ).toEqual([])
  expect(
    [...marked].filter((key) => !tried.has(key)),
    'counted, and never sent',
  ).toEqual([])
  expect(await behind(({ scope }) => recountAll(scope)), 'counts that differ from the calendars').toBe(0)
  const gaps = await query<{ day: string; n: number }>(
    'select day::text, sum(n)::integer as n from activity.gap where fact = 3 and n > 0 group by 1',
  )
  expect(Object.fromEntries(gaps.map((g) => [g.day, g.n]))).toEqual(
    Object.fromEntries([...days].map(([day, members]) => [day, members.size])),
  )

  // `mobile` leaves the administrator's own sign-in to the console out.
  const browser = await signInToConsole(muster.url, `admin@${domain}`, password)
  const { companyId } = await behind(async (at) => at)
  const sorted = [...days.keys()].toSorted()
  const answer = await browser.fetch(
    `${muster.url}/api/v1/companies/${companyId}/statistics/active-users?mobile=${sorted[0]}..${sorted.at(-1)}`,
  )
  const { mobile } = (await answer.json()) as ActiveUsers
  expect(mobile.series.mobile).toEqual({
    distinct: new Set([...days.values()].flatMap((s) => [...s])).size,
    counts: sorted.map((day) => days.get(day)?.size),
  })
}

describe('killed in the middle of thousands of reports', () => {
  let members: Member[]
  let uses: Use[]
  const acknowledged = new Set<string>()
  const tried = new Set<string>()
  const note = (sent: Awaited<ReturnType<typeof sendAll>>) => {
    for (const use of sent.acknowledged) acknowledged.add(use.key)
    for (const key of sent.tried) tried.add(key)
  }

  beforeAll(async () => {
    await start()
    members = await makeMembers()
    uses = allUses(members)
    expect(new Set(uses.map((u) => u.key)).size).toBe(memberCount * dayCount)
  })

  it('AU-7, pitfall 9: kill -9 of the server: every acknowledged report is counted, none twice', async () => {
    await start()
    const { program } = muster
    const sent = await sendAll(
      uses.slice(0, part(40)),
      (count) => count === part(8) && program.signal('SIGKILL'),
      () => !program.running(),
    )
    expect(await program.exited).toEqual({ code: null, signal: 'SIGKILL' })
    note(sent)
    expect(acknowledged.size).toBeGreaterThanOrEqual(part(8))
    expect(tried.size).toBeGreaterThan(acknowledged.size)
    await start()
    await check(acknowledged, tried)
  }, 180_000)

  it('AU-7, pitfall 9: kill -9 of PostgreSQL: the server answers unavailable, and goes on by itself once the database is back', async () => {
    await start()
    const { program, url } = muster
    let killed: Promise<void> | undefined
    const sent = await sendAll(
      uses.slice(part(10), part(60)),
      (count) => {
        if (count === part(15)) killed = killDatabase(folder)
      },
      (refused) => refused > 100,
    )
    await killed
    note(sent)
    // Nothing but acknowledgements and `unavailable`: no hang, no reset connection, no defect.
    expect([...sent.refused.keys()]).toEqual([503])

    const statuses = async (paths: string[]) =>
      Promise.all(
        paths.map(
          async (p) =>
            (
              await fetch(`${url}${p}`, {
                headers: { authorization: `Bearer ${members[0]?.token}`, cookie: '__Host-muster_console=x' },
                signal: AbortSignal.timeout(20_000),
              })
            ).status,
        ),
      )
    const refused = await fetch(`${url}/client/v1/activity`, { method: 'POST', headers: { authorization: `Bearer ${members[0]?.token}` } })
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: { code: 'unavailable' } }])
    expect(await statuses(['/healthz', '/readyz', '/api/v1/me', '/client/v1/stream'])).toEqual([200, 503, 503, 503])
    expect(program.running()).toBe(true)

    await startDatabase(folder)
    await eventually(async () => (await fetch(`${url}/readyz`)).status === 200)
    expect(program.running()).toBe(true)
    await check(acknowledged, tried)
    note(await sendAll(uses.slice(part(50), part(70))))
    await check(acknowledged, tried)
    await stop()
  }, 180_000)

  it('AU-7, pitfall 9: with PostgreSQL gone for good the server still stops, and the next start recovers', async () => {
    await start()
    let killed: Promise<void> | undefined
    note(
      await sendAll(
        uses.slice(part(60), part(90)),
        (count) => {
          if (count === part(10)) killed = killDatabase(folder)
        },
        (refused) => refused > 100,
      ),
    )
    await killed
    muster.program.signal('SIGTERM')
    expect(await muster.program.exited).toMatchObject({ signal: null })
    await start()
    await check(acknowledged, tried)
  }, 180_000)

  it('AU-6, AU-7: what the apps send again makes the numbers whole: every member on every day, once', async () => {
    await start()
    const again = [...uses.filter((u) => !acknowledged.has(u.key)), ...uses.slice(0, part(5))]
    const sent = await sendAll(again)
    expect(sent.refused.size).toBe(0)
    note(sent)
    expect(acknowledged.size).toBe(memberCount * dayCount)
    await check(acknowledged, tried)
    expect([...(await calendars(2)).values()].map((s) => s.size)).toEqual(Array.from({ length: dayCount }, () => memberCount))
  }, 180_000)
})

describe('told to stop', () => {
  it('SIGTERM with a slow request in flight: it is finished, then the process exits with 0 and leaves a cleanly stopped database', async () => {
    await start()
    const { program, url } = muster
    const [member] = await makeMembers('slow', 1)
    if (!member) throw new Error('no member')
    // Recording waits for whoever holds the tenant's lock.
    const holder = new pg.Client({ connectionString: await ownerUrl() })
    await holder.connect()
    await holder.query('begin')
    await holder.query('select activity.lock(tenant_id) from members.member where member_id = $1', [member.id])
    const slow = report({ member, at: new Date(), key: '' })
    await eventually(async () => (await query("select from pg_stat_activity where wait_event_type = 'Lock'")).length === 1)
    program.signal('SIGTERM')
    // It takes no more connections, and does not end before the request does.
    await eventually(() =>
      fetch(`${url}/healthz`).then(
        () => false,
        () => true,
      ),
    )
    expect(program.running()).toBe(true)
    await holder.query('commit')
    await holder.end()
    expect(await slow).toBe(200)
    expect({ ...(await program.exited), said: program.stderr() }).toEqual({ code: 0, signal: null, said: '' })

    const log = path.join(folder, 'postgres', 'server.log')
    const before = (await readFile(log, 'utf8')).length
    await start()
    const logged = (await readFile(log, 'utf8')).slice(before)
    expect(logged).toMatch(/database system was shut down at/)
    expect(logged).not.toMatch(/not properly shut down|interrupted|recovery/)
    const marked = await query<{ n: number }>(`select count(*)::integer as n from activity.calendar where member_id = '${member.id}'`)
    expect(marked[0]?.n).toBe(3)
    await stop()
  })
})
