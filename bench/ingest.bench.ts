// Reports of use over HTTP: what a report costs that changes nothing, and how many new member-days are committed.
import { openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { createReport, interleave, median, percentile, ratio, spread } from './lib/figure.ts'
import { closedLoop, openLoop, percentiles } from './lib/load.ts'
import { startNode, type BenchNode } from './lib/node.ts'
import { countDay, makeReporters, reportsTo, resetHistory } from './lib/reporters.ts'
import { dayNumber, dayOf } from './lib/lives.ts'
import { full, makeOthers, noon, sizes, today, worldName } from './lib/world.ts'

const rounds = 5
/**
 * Reports that change nothing come from so many apps over and over. Few: access is answered from its cache of half a second, so that
 * nothing hides what the report itself costs. Many: as in life, every request asks the database for access.
 */
const busyApps = 100
const manyApps = Math.min(10_000, sizes.tokens)
const connections = 128

const report = createReport(
  {
    'ingest.unchanged.vs_empty_route': { least: 0.5, unit: 'ratio' },
    'ingest.changed.vs_single_statement': { least: 2, unit: 'ratio' },
    'ingest.changed.p99_ms_half_load': { most: 50, unit: 'ms' },
  },
  !full,
)

const database = await openBenchDatabase({
  name: worldName,
  make: async (made) => {
    await makeOthers(made)
    await makeReporters(made)
  },
})
try {
  report.note(
    `${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}${sizes.tokens} signed-in members beside ${sizes.tenants} tenants of ${sizes.tenantMembers}; PostgreSQL ${database.version}; server, PostgreSQL and the maker of load share the machine`,
  )
  await resetHistory(database)
  const node = await startNode(database, noon)
  try {
    await measureUnchanged(node)
    await measureChanged(node, database)
  } finally {
    await node.stop()
  }
} finally {
  await database.stop()
}
report.end()

/** Asks for the requests again and again. */
function cycle(all: readonly Buffer[]): () => Buffer | undefined {
  let at = 0
  return () => all[at++ % all.length]
}

async function measureUnchanged(node: BenchNode): Promise<void> {
  const ours = reportsTo('/client/v1/activity')
  const empty = reportsTo('/bench/empty')
  await closedLoop(node.port, connections, 600, from(ours))
  let refused = 0
  const perSecond = (all: Buffer[], apps: number) => async () => {
    const load = await closedLoop(node.port, connections, 3, cycle(all.slice(0, apps)))
    refused += load.refused
    return load.perSecond
  }
  const rates = await interleave(rounds, {
    ours: perSecond(ours, busyApps),
    empty: perSecond(empty, busyApps),
    oursOfMany: perSecond(ours, manyApps),
    emptyOfMany: perSecond(empty, manyApps),
  })
  report.check(refused === 0, 'every request was accepted')
  report.note(
    `reports that change nothing, of ${busyApps} apps: ${spread(rates.ours, '/s')}; empty authenticated route ${spread(rates.empty, '/s')}`,
  )
  report.note(
    `of ${manyApps} apps: ${spread(rates.oursOfMany, '/s')}; empty route ${spread(rates.emptyOfMany, '/s')}; ratio ${ratio(rates.oursOfMany, rates.emptyOfMany).toFixed(2)}`,
  )
  report.figure(
    'ingest.unchanged.vs_empty_route',
    ratio(rates.ours, rates.empty),
    `${median(rates.ours).toFixed(0)}/s over ${median(rates.empty).toFixed(0)}/s, ${busyApps} apps, ${connections} connections`,
  )
}

/** Each request once. */
function from(all: readonly Buffer[]): () => Buffer | undefined {
  let at = 0
  return () => all[at++]
}

/** Every round is a new day of the node's clock, on which each member's first report is a new member-day. */
async function measureChanged(node: BenchNode, made: BenchDatabase): Promise<void> {
  const ours = reportsTo('/client/v1/activity')
  const single = reportsTo('/bench/single').slice(0, Math.max(1, Math.floor(sizes.tokens / 8)))
  let day = dayNumber(today)
  let refused = 0
  let right = true
  const newDay = async () => {
    day++
    await node.setClock(new Date(noon.getTime() + (day - dayNumber(today)) * 86_400_000))
  }
  const committed = async (requests: number) => {
    const { counted, marked } = await countDay(made, dayOf(day))
    right &&= counted === requests && marked === requests
  }
  const perSecond = async (all: Buffer[]) => {
    await newDay()
    const load = await closedLoop(node.port, connections, 600, from(all))
    refused += load.refused
    await committed(all.length)
    return load.perSecond
  }
  const rates = await interleave(rounds, { ours: () => perSecond(ours), single: () => perSecond(single) })
  report.note(
    `new member-days committed ${spread(rates.ours, '/s')}; one statement per request ${spread(rates.single, '/s')}; every request also checks a token not seen for long`,
  )
  report.figure(
    'ingest.changed.vs_single_statement',
    ratio(rates.ours, rates.single),
    `${median(rates.ours).toFixed(0)}/s over ${median(rates.single).toFixed(0)}/s`,
  )

  const half = median(rates.ours) / 2
  const latencies: number[] = []
  for (let i = 0; i < 3; i++) {
    await newDay()
    const load = await openLoop(node.port, 256, half, ours)
    refused += load.refused
    if (i > 0) latencies.push(...load.latencies)
    await committed(ours.length)
  }
  report.check(refused === 0, 'every report was accepted')
  report.check(right, 'every accepted report is counted once and stands in its calendar, day by day')
  report.note(`at ${half.toFixed(0)}/s, evenly spaced, from when each was due, ${latencies.length} reports: ${percentiles(latencies)}`)
  report.figure('ingest.changed.p99_ms_half_load', percentile(latencies, 99), `${half.toFixed(0)}/s: ${percentiles(latencies)}`)
}
