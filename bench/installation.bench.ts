// Installation status at the limit: a million members in ten thousand teams of one tenant among a thousand others.
import { createReport, percentile, timed, type Report } from './lib/figure.ts'
import { adminLogin, adminPassword, companiesOf } from './lib/companies.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { benchId, big, full, noon, sizes } from './lib/directory.world.ts'
import { makeInstallationRequests } from './lib/installation.requests.ts'
import { installationWorld } from './lib/installation.world.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { startNode } from './lib/node.ts'
import { signInToConsole } from '../test/openid.ts'

const requests = 600
const warmUp = 60

const report = createReport({ 'installation.page.p95_ms': { most: 100, unit: 'ms' } }, !full)

const database = await openBenchDatabase(installationWorld)
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURE ASKS FOR: '}${sizes.members} members in ${sizes.teams} teams in one tenant, beside ${sizes.tenants} tenants of ${sizes.tenantMembers}; PostgreSQL ${database.version}`,
  )
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
    const url = (path: string, query: Record<string, string>) =>
      `${node.url}/api/v1/companies/${companyId}/installation/${path}?${new URLSearchParams(query)}`

    const pages: { kind: string; ms: number }[] = []
    const totals: { kind: string; ms: number }[] = []
    const summaries: number[] = []
    for (const [i, { kind, filter, sort, direction }] of makeInstallationRequests(requests + warmUp).entries()) {
      let next: string | null = null
      const page = async (cursor: string | null) => {
        const query: Record<string, string> = { ...filter, sort, direction, ...(cursor && { cursor }) }
        const ms = await timed(
          async () => ({ next } = JSON.parse(await getter.body(url('members', query), cookie())) as { next: string | null }),
        )
        if (i >= warmUp) pages.push({ kind, ms })
      }
      await page(null)
      if (next && i % 3 === 0) await page(next)
      const total = await getter.latency(url('members/count', filter), cookie())
      const { team: of, subteams } = filter
      const summary = await getter.latency(url('summary', { ...(of && { team: of }), ...(subteams && { subteams }) }), cookie())
      if (i < warmUp) continue
      totals.push({ kind, ms: total })
      summaries.push(summary)
    }
    const counts: number[] = []
    // Of a tree in which the topmost teams stand open, and the way down to one; a tree with more open teams asks for all at once.
    const topmost = Array.from({ length: 10 }, (_, n) => benchId(4, n))
    for (let i = 0; i < requests + warmUp; i++) {
      const open = [...topmost, benchId(4, 10 + (i % 100)), benchId(4, 110 + (i % 1_000))].join(',')
      counts.push(await getter.latency(url('teams/counts', { open, ...(i % 2 && { subteams: 'false' }) }), cookie()))
    }
    const whole: number[] = []
    for (let i = 0; i < 100; i++) whole.push(await getter.latency(url('teams/counts', {}), cookie()))
    said.note(`the counts of all ${sizes.teams} teams: ${percentiles(whole)}`)
    const teams = counts.slice(warmUp)
    const trees: number[] = []
    for (let i = 0; i < 100; i++) trees.push(await getter.latency(url('teams', {}), cookie()))
    said.note(`the tree of all ${sizes.teams} teams, asked for once: ${percentiles(trees)}`)
    const ms = pages.map((p) => p.ms)
    tell('pages', pages)
    tell('exact totals, which the page does not wait for', totals)
    said.note(`numbers of a team or everybody: ${percentiles(summaries)}`)
    said.note(`the counts of the some 130 teams that such a tree shows: ${percentiles(teams)}`)
    said.note(`pages, first and following: ${percentiles(ms)}`)
    // Of the three that the page is made of the slowest.
    const worst = Math.max(percentile(ms, 95), percentile(teams, 95), percentile(summaries, 95))
    said.figure(
      'installation.page.p95_ms',
      worst,
      `${ms.length} pages p95 ${percentile(ms, 95).toFixed(1)}, ${teams.length} counts of teams p95 ${percentile(teams, 95).toFixed(1)}, ${summaries.length} summaries p95 ${percentile(summaries, 95).toFixed(1)} ms`,
    )
  } finally {
    getter.close()
    await node.stop()
  }
}

function tell(what: string, took: { kind: string; ms: number }[]): void {
  report.note(`${what}: ${percentiles(took.map(({ ms }) => ms))}`)
  for (const kind of new Set(took.map((one) => one.kind)))
    report.note(`  ${kind}: ${percentiles(took.filter((one) => one.kind === kind).map(({ ms }) => ms))}`)
}
