import type { ActiveUsers } from '@muster/contract'
import { signInToConsole } from '../../test/openid.ts'
import type { Scan } from './activity.distinct.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './companies.ts'
import type { BenchDatabase } from './database.ts'
import { percentile, type Report } from './figure.ts'
import { createGetter, percentiles } from './load.ts'
import { startNode, startRecorders, type BenchNode } from './node.ts'
import { big, noon, refold, sizes, small, today, year } from './world.ts'

const requests = 600
const warmUp = 50

const later = new Date(noon.getTime() + 7 * 86_400_000)

/** Signs the administrators in, a week later: a sign-in is activity too (AU-1), and the measured history shall stay what it is. */
async function cookiesOf(node: BenchNode, tenants: readonly number[]): Promise<string[]> {
  await node.setClock(later)
  const browsers = await Promise.all(tenants.map((n) => signInToConsole(node.url, adminLogin(n), adminPassword)))
  await node.setClock(noon)
  return browsers.map(({ cookies }) => [...cookies].map(([name, value]) => `${name}=${value}`).join('; '))
}

const pageUrl = (node: BenchNode, companyId: string) =>
  `${node.url}/api/v1/companies/${companyId}/statistics/active-users?active=1y&mobile=1y`

/** The whole answer of the page for a year, over HTTP, signed in as an administrator. */
export async function measurePage(database: BenchDatabase, companyId: string, scan: Scan, report: Report): Promise<void> {
  const node = await startNode(database, noon)
  try {
    const measure = async () => {
      const [cookie = ''] = await cookiesOf(node, [big])
      const getter = createGetter()
      const url = pageUrl(node, companyId)
      const latencies: number[] = []
      for (let i = 0; i < warmUp + requests; i++) latencies.push(await getter.latency(url, cookie))
      const body = await getter.body(url, cookie)
      getter.close()
      return { latencies: latencies.slice(warmUp), body }
    }
    const { latencies, body } = await measure()
    const answer = JSON.parse(body) as ActiveUsers
    const truth = scan()
    const { active } = answer.active.series
    const { mobile } = answer.mobile.series
    const right = (got: typeof active, want: { counts: number[]; distinct: number }) =>
      got?.distinct === want.distinct && want.counts.every((n, i) => got.counts[i] === n)
    report.check(answer.today === today && answer.active.period.from === year.from, `the answer is of the year to ${today}`)
    report.check(right(active, truth.active) && right(mobile, truth.mobile), 'the page answers the same as bitmaps in memory')
    report.note(
      `whole answer of the page, ${requests} requests one after another: ${percentiles(latencies)}; ${body.length} bytes before compression`,
    )
    report.figure('activity.page.p95_ms', percentile(latencies, 95), percentiles(latencies))

    await database.owner.query('update activity.day set fresh = null where tenant_id = $1', [tenantId(big)])
    await database.owner.query('vacuum activity.day')
    const unfolded = await measure()
    report.check(
      JSON.stringify(withoutInstant(unfolded.body)) === JSON.stringify(withoutInstant(body)),
      'without folded days it answers the same',
    )
    report.note(`the same before the nightly recount has folded settled days: ${percentiles(unfolded.latencies)}`)
    await refold(database, big)
    await database.owner.query('vacuum activity.day')
  } finally {
    await node.stop()
  }
}

const withoutInstant = (body: string) => ({ ...(JSON.parse(body) as ActiveUsers), generatedAt: '' })

const perSecond = 150
const measured = 10

/** The same for small tenants, while two nodes record for all of them. */
export async function measureSmallTenants(database: BenchDatabase, report: Report): Promise<void> {
  const companies = await companiesOf(database, small)
  const node = await startNode(database, noon)
  const getter = createGetter()
  const begin = await recorderBegin(database)
  const step = Math.max(1, Math.floor(small.length / measured))
  const asked = small.filter((n) => n % step === 0).slice(0, measured)
  try {
    const cookies = await cookiesOf(node, asked)
    const recorders = await startRecorders(database, {
      perSecond,
      begin,
      companies,
      tenantMembers: sizes.tenantMembers,
      day: today,
      days: sizes.tenantDays,
    })
    const started = performance.now()
    const latencies: number[] = []
    for (let turn = 0; turn < (requests + warmUp) / measured; turn++) {
      for (const [i, n] of asked.entries()) {
        const latency = await getter.latency(pageUrl(node, companies[n] ?? ''), cookies[i] ?? '')
        if (turn >= warmUp / measured) latencies.push(latency)
      }
    }
    const seconds = (performance.now() - started) / 1000
    const recorded = (await recorders.stop()).reduce((a, b) => a + b)
    await database.owner.query("insert into bench.answer values ('recorder', $1) on conflict (what) do update set n = excluded.n", [
      begin + recorded * 2,
    ])
    for (const [i, n] of asked.slice(0, 3).entries()) {
      const body = await getter.body(pageUrl(node, companies[n] ?? ''), cookies[i] ?? '')
      report.check(
        await sameAsCalendars(database, n, JSON.parse(body) as ActiveUsers),
        `tenant ${n}: the page answers what its calendars say`,
      )
    }
    report.note(
      `${latencies.length} requests to ${asked.length} small tenants in turn, one after another, while two nodes recorded ${recorded} new member-days in ${seconds.toFixed(1)} s (${(recorded / seconds).toFixed(0)}/s of ${2 * perSecond}/s asked: all of ${sizes.tenants * sizes.tenantMembers} members within an hour)`,
    )
    report.figure('activity.small_tenants.p95_ms', percentile(latencies, 95), percentiles(latencies))
  } finally {
    getter.close()
    await node.stop()
  }
}

async function recorderBegin(database: BenchDatabase): Promise<number> {
  const { rows } = await database.owner.query<{ n: number }>("select n from bench.answer where what = 'recorder'")
  return rows[0]?.n ?? 0
}

/** Distinct members and every day's count, straight from the truth: no count table takes part. */
async function sameAsCalendars(database: BenchDatabase, tenant: number, answer: ActiveUsers): Promise<boolean> {
  const expected = async (fact: number) => {
    const { rows } = await database.owner.query<{ day: string; n: number }>(
      `select d::date as day, count(*)::integer as n from activity.calendar c, generate_series($3::date, $4::date, '1 day') d
       where c.tenant_id = $1 and c.fact = $2 and d::date between activity.base(c.last) and c.last and get_bit(c.days, d::date - activity.base(c.last)) = 1
       group by 1`,
      [tenantId(tenant), fact, year.from, year.to],
    )
    const { rows: all } = await database.owner.query<{ n: number }>(
      `select count(*)::integer as n from activity.calendar c
       where c.tenant_id = $1 and c.fact = $2 and exists (
         select from generate_series($3::date, $4::date, '1 day') d
         where d::date between activity.base(c.last) and c.last and get_bit(c.days, d::date - activity.base(c.last)) = 1)`,
      [tenantId(tenant), fact, year.from, year.to],
    )
    return { counts: new Map(rows.map((r) => [r.day, r.n])), distinct: all[0]?.n ?? 0 }
  }
  const same = (got: { distinct: number; counts: (number | null)[] } | undefined, want: Awaited<ReturnType<typeof expected>>) =>
    got?.distinct === want.distinct &&
    got.counts.every(
      (n, i) =>
        (n ?? 0) === (want.counts.get(new Date(Date.parse(`${year.from}T00:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10)) ?? 0),
    )
  return (
    same(answer.active.series.active, await expected(2)) &&
    same(answer.active.series.signed_in, await expected(0)) &&
    same(answer.mobile.series.mobile, await expected(3))
  )
}
