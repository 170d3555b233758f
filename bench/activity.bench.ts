// Active users at the limit: the page and its query, what they are compared with, and what recording costs.
import { companiesOf } from './lib/companies.ts'
import { freeGigabytes, openBenchDatabase, type BenchDatabase } from './lib/database.ts'
import { createReport, type Report } from './lib/figure.ts'
import { measureDistinct } from './lib/activity.distinct.ts'
import { measureMark, undoMarks } from './lib/activity.mark.ts'
import { measurePage, measureSmallTenants } from './lib/activity.page.ts'
import { makeDedupTable, makeDuckdb } from './lib/peers.ts'
import { big, describeSizes, full, makeBig, makeHuge, makeOthers, sizes, worldName } from './lib/world.ts'

const report = createReport(
  {
    'activity.distinct.vs_dedup_table': { least: 2000, unit: 'ratio' },
    'activity.distinct.vs_duckdb': { least: 300, unit: 'ratio' },
    'activity.distinct.growth_10x': { most: 2, unit: 'ratio' },
    'activity.page.p95_ms': { most: 30, unit: 'ms' },
    'activity.page.vs_memory_scan': { most: 3, unit: 'ratio' },
    'activity.small_tenants.p95_ms': { most: 10, unit: 'ms' },
    'activity.mark.vs_upsert': { most: 3, unit: 'ratio' },
  },
  !full,
)

/** The day table of a year takes 18 GB with its key, its making and its queries' temporary files half as much again. */
const peerGigabytes = (27 * sizes.members) / 1_000_000

const database = await openBenchDatabase({ name: worldName, make })
try {
  report.note(`${full ? '' : 'SMALLER THAN THE FIGURES ASK FOR: '}${describeSizes}; PostgreSQL ${database.version}`)
  await undoMarks(database)
  const [companyId = ''] = await companiesOf(database, [big])
  const scan = await measureDistinct(database, companyId, report)
  await measurePage(database, companyId, scan, report)
  await measureMark(database, companyId, report)
  await measureSmallTenants(database, report)
} finally {
  await database.stop()
}
report.end()

async function make(made: BenchDatabase): Promise<void> {
  await makeOthers(made)
  await makeBig(made)
  await makeHuge(made)
  if (await roomForPeer(made, report)) await makeDedupTable(made)
  await makeDuckdb(made)
}

async function roomForPeer(made: BenchDatabase, said: Report): Promise<boolean> {
  const { rows } = await made.owner.query("select from bench.stage where name = 'dedup table' and seconds is not null")
  const free = await freeGigabytes(made.folder)
  if (rows.length > 0 || free > peerGigabytes) return true
  said.note(`no room for the day table: ${free.toFixed(0)} GB free, ${peerGigabytes.toFixed(0)} GB needed`)
  return false
}
