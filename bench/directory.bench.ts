// The member list at the limit: a million members in ten thousand teams of one tenant among a thousand others.
import { createReport, interleave, median, percentile, spread, timed, type Report } from './lib/figure.ts'
import { adminLogin, adminPassword, companiesOf, tenantId } from './lib/companies.ts'
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { makeRequests, type ListRequest } from './lib/directory.requests.ts'
import { big, directoryWorld, full, noon, sizes } from './lib/directory.world.ts'
import { createRecorder, type Recorded } from './lib/directory.sql.ts'
import { createGetter, percentiles } from './lib/load.ts'
import { startNode } from './lib/node.ts'
import { signInToConsole } from '../test/openid.ts'

const requests = 600
const warmUp = 60
const rounds = 5
const inRound = 120

const report = createReport(
  {
    'directory.list.p95_ms': { most: 60, unit: 'ms' },
    'directory.list.vs_psql': { most: 2, unit: 'ratio' },
    'directory.team_counts.p95_ms': { most: 100, unit: 'ms' },
  },
  !full,
)

const database = await openBenchDatabase(directoryWorld)
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}${sizes.members} members in ${sizes.teams} teams in one tenant, beside ${sizes.tenants} tenants of ${sizes.tenantMembers}; PostgreSQL ${database.version}`,
  )
  await measure(database, report)
} finally {
  await database.stop()
}
report.end()

type List = { items: { id: string }[]; next: string | null; total: number | null }

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
    const base = `${node.url}/api/v1/companies/${companyId}`
    const url = (path: string, query: Record<string, string>) => `${base}/${path}?${new URLSearchParams(query)}`

    /** A page with its total: the list's own, or where it does not wait for it, the count asked for after it. */
    const ask = async (query: Record<string, string>) => {
      const { cursor: _cursor, sort: _sort, direction: _direction, ...filter } = query
      let answer: List | undefined
      const list = await timed(async () => (answer = JSON.parse(await getter.body(url('members', query), cookie())) as List))
      const apart = answer?.total === null ? await getter.latency(url('members/count', filter), cookie()) : 0
      return { list, apart, next: answer?.next ?? null }
    }
    const all = makeRequests(requests + warmUp)
    const asked: (ListRequest & { list: number; apart: number })[] = []
    for (const [i, request] of all.entries()) {
      const first = await ask(request.query)
      const following = first.next ? [await ask({ ...request.query, cursor: first.next })] : []
      if (i >= warmUp) asked.push(...[first, ...following].map((a) => ({ ...request, ...a })))
    }
    const whole = asked.map((a) => a.list + a.apart)
    said.note(`${asked.length} pages, first and following, one after another: with total ${percentiles(whole)}`)
    said.note(`the pages alone ${percentiles(asked.map((a) => a.list))}; ${asked.filter((a) => a.apart > 0).length} totals counted apart`)
    for (const [what, of] of [
      ['filter', (a: ListRequest) => a.kind],
      ['sort', (a: ListRequest) => a.sort],
    ] as const)
      for (const name of new Set(asked.map(of))) {
        const some = asked.filter((a) => of(a) === name)
        said.note(`  ${what} ${name}: n=${some.length}, with total ${percentiles(some.map((a) => a.list + a.apart))}`)
      }
    said.figure('directory.list.p95_ms', percentile(whole, 95), percentiles(whole))

    await againstSql(made, said, companyId, all.slice(0, inRound), async (query) => {
      const { list, apart } = await ask(query)
      return list + apart
    })

    const counts: number[] = []
    for (let i = 0; i < requests + warmUp; i++) counts.push(await getter.latency(`${base}/teams/counts`, cookie()))
    said.figure('directory.team_counts.p95_ms', percentile(counts.slice(warmUp), 95), percentiles(counts.slice(warmUp)))
  } finally {
    getter.close()
    await node.stop()
  }
}

/** The same requests by the statements they run, prepared, on one connection of the server's role. */
async function againstSql(
  made: BenchDatabase,
  said: Report,
  companyId: string,
  some: readonly ListRequest[],
  ask: (query: Record<string, string>) => Promise<number>,
): Promise<void> {
  const recorder = await createRecorder(made, tenantId(big), noon)
  try {
    const recorded: Recorded[] = []
    for (const request of some) recorded.push(await recorder.record(companyId, request))
    const times = await interleave(rounds, {
      product: async () => {
        let ms = 0
        for (const request of some) ms += await ask(request.query)
        return ms / some.length
      },
      sql: async () => {
        let ms = 0
        for (const statements of recorded) ms += await timed(() => recorder.run(statements))
        return ms / some.length
      },
    })
    said.note(`${some.length} requests a round: product ${spread(times.product)} each, its statements prepared ${spread(times.sql)} each`)
    const ratios = times.product.map((ms, i) => ms / (times.sql[i] ?? Number.NaN))
    said.figure('directory.list.vs_psql', median(ratios), `${median(times.product).toFixed(1)} ms over ${median(times.sql).toFixed(1)} ms`)
  } finally {
    await recorder.close()
  }
}
