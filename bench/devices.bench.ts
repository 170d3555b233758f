// The device list at the limit: a million device rows on one tab and ten million on another, of one company of a million members, among
// a thousand other tenants.
import { chmod, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { createReport, median, percentile, timed, type Report } from './lib/figure.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './lib/companies.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { makeDeviceRequests, type DeviceRequest } from './lib/devices.requests.ts'
import { deviceSizes, devicesFull, devicesWorld } from './lib/devices.world.ts'
import { big, full, noon } from './lib/directory.world.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { startNode, type BenchNode } from './lib/node.ts'
import { listedSince } from '../server/modules/devices/list.rules.ts'
import { versionKey } from '../server/modules/devices/version.rules.ts'
import { signInToConsole } from '../test/openid.ts'

const requests = 500
const totals = 500
/** As many again go before: what is measured is a server at work, whose connections and database have filled what they keep. */
const warmUp = 500
const duckRounds = 5

const report = createReport(
  {
    'devices.page.p95_ms': { most: 40, unit: 'ms' },
    'devices.page.growth_10x': { most: 1.5, unit: 'ratio' },
    'devices.total.p95_ms': { most: 250, unit: 'ms' },
    'devices.total.vs_duckdb': { most: 8, unit: 'ratio' },
  },
  !full || !devicesFull,
)

const database = await openBenchDatabase(devicesWorld)
try {
  await measure(database, report)
} finally {
  await database.stop()
}
report.end()

type List = { items: unknown[]; next: string | null }

async function measure(made: BenchDatabase, said: Report): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  await made.owner.query(
    `insert into devices.newest_version select $1, $2, app, os, '4.2.0', $3 from (values ('mobile', 'android'), ('mobile', 'ios'), ('pc', 'windows'), ('pc', 'macos')) v (app, os)
     on conflict do nothing`,
    [tenantId(big), companyId, versionKey('4.2.0')],
  )
  const node = await startNode(made, noon)
  const getter = createGetter()
  try {
    const browsers = await Promise.all(Array.from({ length: 8 }, () => signInToConsole(node.url, adminLogin(big), adminPassword)))
    const cookies = browsers.map((b) => [...b.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    let turn = 0
    const cookie = () => cookies[turn++ % cookies.length] ?? ''
    const url = (to: string, query: Record<string, string>) =>
      `${node.url}/api/v1/companies/${companyId}/devices${to}?${new URLSearchParams(query)}`

    /** A first page, or one of those that follow it. */
    const page = async (tab: string, { filter, sort, direction }: DeviceRequest, follow: number): Promise<number> => {
      let cursor: string | null = null
      for (let at = 0; ; at++) {
        const query: Record<string, string> = { tab, ...filter, sort, direction, ...(cursor && { cursor }) }
        let answer: List = { items: [], next: null }
        const took = await timed(async () => (answer = JSON.parse(await getter.body(url('', query), cookie())) as List))
        if (at === follow || !answer.next) return took
        cursor = answer.next
      }
    }
    const pages = async (tab: 'mobile' | 'pc') => {
      const all = makeDeviceRequests(requests + warmUp, tab)
      const took: { kind: string; sort: string; ms: number }[] = []
      for (const [i, request] of all.entries()) {
        const ms = await page(tab, request, i % 3 === 0 ? i % 4 : 0)
        if (i >= warmUp) took.push({ kind: `${request.kind} by ${request.sort}`, sort: request.sort, ms })
      }
      tellSlowest(tab, took)
      return took.map(({ ms }) => ms)
    }
    const small = await pages('mobile')
    said.note(`pages at ${deviceSizes.mobile} device rows: ${percentiles(small)}`)
    said.figure('devices.page.p95_ms', percentile(small, 95), `${small.length} pages, first and following, mixed filters and sorts`)
    if (deviceSizes.tenfold) {
      const large = await pages('pc')
      said.note(`pages at ${deviceSizes.mobile * 10} device rows: ${percentiles(large)}`)
      said.figure(
        'devices.page.growth_10x',
        percentile(large, 95) / percentile(small, 95),
        `p95 ${percentile(large, 95).toFixed(1)} ms over ${percentile(small, 95).toFixed(1)} ms`,
      )
    } else said.unmeasured('devices.page.growth_10x', 'the larger tab was left out')

    const asked = makeDeviceRequests(totals + warmUp, 'mobile')
    const counts: { kind: string; sort: string; ms: number }[] = []
    for (const [i, { kind, filter }] of asked.entries()) {
      const ms = await getter.latency(url('/count', { tab: 'mobile', ...filter }), cookie())
      if (i >= warmUp) counts.push({ kind, sort: '', ms })
    }
    tellSlowest('totals', counts)
    said.figure(
      'devices.total.p95_ms',
      percentile(
        counts.map(({ ms }) => ms),
        95,
      ),
      `${counts.length} exact totals, ${percentiles(counts.map(({ ms }) => ms))}`,
    )
    if (deviceSizes.tenfold) {
      const large: number[] = []
      for (const { filter } of makeDeviceRequests(100, 'pc'))
        large.push(await getter.latency(url('/count', { tab: 'pc', ...filter }), cookie()))
      said.note(`exact totals at ${deviceSizes.mobile * 10} device rows: ${percentiles(large)}`)
    }
    await againstDuck(made, said, node, async (query) => {
      let total = 0
      const ms = await timed(
        async () => (total = (JSON.parse(await getter.body(url('/count', query), cookie())) as { total: number }).total),
      )
      return { ms, total }
    })
  } finally {
    getter.close()
    await node.stop()
  }
}

function tellSlowest(what: string, took: { kind: string; ms: number }[]): void {
  const kinds = [...new Set(took.map(({ kind }) => kind))].map((kind) => {
    const ms = took.filter((one) => one.kind === kind).map((one) => one.ms)
    return { kind, n: ms.length, p50: median(ms), most: Math.max(...ms) }
  })
  for (const { kind, n, p50, most } of kinds.toSorted((a, b) => b.most - a.most).slice(0, 6))
    report.note(`  ${what}, ${kind}: ${n}, p50 ${p50.toFixed(1)}, at most ${most.toFixed(1)} ms`)
}

/** The same counts of the same rows in DuckDB, whose format is made for them, interleaved with ours over HTTP. */
async function againstDuck(
  made: BenchDatabase,
  said: Report,
  node: BenchNode,
  ours: (query: Record<string, string>) => Promise<{ ms: number; total: number }>,
): Promise<void> {
  // PostgreSQL writes it as a user of its own.
  const shared = path.join(made.folder, 'shared')
  await mkdir(shared, { recursive: true })
  await chmod(shared, 0o777)
  const file = path.join(shared, 'device_row.csv')
  await made.owner.query(
    `copy (select tab, app, os, os_key, app_key, model_id, extract(epoch from last_access)::bigint as used from devices.device_row where tenant_id = '${tenantId(big)}' and tab = 1) to '${file}' csv header`,
  )
  const duck = await (await DuckDBInstance.create(':memory:')).connect()
  await duck.run(`create table device_row as select * from read_csv('${file}', all_varchar = false)`)
  const since = Math.floor(noon.getTime() / 1000)
  const listed = Math.floor(listedSince(noon).getTime() / 1000)
  const queries: [Record<string, string>, string][] = [
    [{}, ''],
    [{ os: 'android' }, "and os = 'android'"],
    [{ appVersion: '3.10.2' }, `and app_key <= '${versionKey('3.10.2')}' and app_key > ''`],
    [{ os: 'ios', osVersion: '19.6' }, `and os = 'ios' and os_key = '${versionKey('19.6')}'`],
    [{ access: '30_days' }, `and used > ${since - 30 * 86_400}`],
  ]
  const ratios: number[] = []
  for (const [filter, where] of queries) {
    const [mine, theirs]: number[][] = [[], []]
    let equal = true
    for (let round = 0; round < duckRounds; round++) {
      // What counts as lately used moves with the clock.
      await node.setClock(noon)
      const one = await ours({ tab: 'mobile', ...filter })
      mine?.push(one.ms)
      theirs?.push(
        await timed(async () => {
          const result = await duck.runAndReadAll(`select count(*) from device_row where tab = 1 and used > ${listed} ${where}`)
          equal &&= Number(result.getRows()[0]?.[0]) === one.total
        }),
      )
    }
    said.check(equal, `DuckDB counts the same for ${JSON.stringify(filter)}`)
    said.note(`  ${JSON.stringify(filter)}: ${median(mine ?? []).toFixed(1)} ms over ${median(theirs ?? []).toFixed(1)} ms`)
    ratios.push(median(mine ?? []) / median(theirs ?? []))
  }
  said.figure('devices.total.vs_duckdb', median(ratios), `median of ${queries.length} totals, ours over HTTP, theirs in the process`)
}
