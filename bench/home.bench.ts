// Home at the limit: a million members and a million device rows of one company, among a thousand other tenants.
import type { Home } from '@muster/contract'
import { signInToConsole } from '../test/openid.ts'
import { versionKey } from '../server/modules/devices/version.rules.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './lib/companies.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { devicesFull, devicesWorld } from './lib/devices.world.ts'
import { big, full, noon } from './lib/directory.world.ts'
import { createReport, percentile, type Report } from './lib/figure.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { startNode } from './lib/node.ts'

const requests = 500
const warmUp = 50
/** By the first most are outdated, by the second few. */
const newest = ['4.2.0', '2.2.0']

const report = createReport(
  { 'home.p95_ms': { most: 100, unit: 'ms' }, 'home.line.p95_ms': { most: 100, unit: 'ms' } },
  !full || !devicesFull,
)

const database = await openBenchDatabase(devicesWorld)
try {
  await measure(database, report)
} finally {
  await database.stop()
}
report.end()

async function measure(made: BenchDatabase, said: Report): Promise<void> {
  const [companyId = ''] = await companiesOf(made, [big])
  const node = await startNode(made, noon)
  const getter = createGetter()
  try {
    // Requests are limited per cookie: as many sessions as stay below that.
    const browsers = await Promise.all(Array.from({ length: 8 }, () => signInToConsole(node.url, adminLogin(big), adminPassword)))
    const cookies = browsers.map((b) => [...b.cookies].map(([name, value]) => `${name}=${value}`).join('; '))
    let turn = 0
    const cookie = () => cookies[turn++ % cookies.length] ?? ''
    const url = `${node.url}/api/v1/companies/${companyId}/home`
    const latencies = async (to: string, count: number) => {
      const took: number[] = []
      for (let i = 0; i < count + warmUp; i++) {
        const ms = await getter.latency(to, cookie())
        if (i >= warmUp) took.push(ms)
      }
      return took
    }

    const first = await latencies(url, requests)
    said.figure('home.p95_ms', percentile(first, 95), percentiles(first))
    const { items } = JSON.parse(await getter.body(url, cookie())) as Home
    const lines = items.filter(({ count }) => count === null).map(({ line }) => line)
    const all: number[] = []
    for (const version of newest) {
      await keepNewest(made, companyId, version)
      for (const line of lines) {
        const took = await latencies(`${url}/${line}`, Math.ceil(requests / lines.length / newest.length))
        said.note(`  ${line}, newest ${version}: ${percentiles(took)}`)
        all.push(...took)
      }
    }
    said.figure('home.line.p95_ms', percentile(all, 95), percentiles(all))
  } finally {
    getter.close()
    await node.stop()
  }
}

async function keepNewest(made: BenchDatabase, companyId: string, version: string): Promise<void> {
  await made.owner.query(
    `insert into devices.newest_version select $1, $2, app, os, $4, $3 from (values ('mobile', 'android'), ('mobile', 'ios'), ('pc', 'windows'), ('pc', 'macos')) v (app, os)
     on conflict (tenant_id, company_id, app, os) do update set version = excluded.version, key = excluded.key`,
    [tenantId(big), companyId, versionKey(version), version],
  )
}
