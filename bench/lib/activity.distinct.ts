import { factCode } from '../../server/modules/activity/facts.rules.ts'
import { selectFigures, type Figure } from '../../server/modules/activity/activity.queries.ts'
import { createRandom } from '../../test/activity.ts'
import { scanBitmaps } from './bitmaps.ts'
import { companiesOf, tenantId } from './companies.ts'
import type { BenchDatabase } from './database.ts'
import { interleave, median, medianOf, ratio, spread, timed, type Report } from './figure.ts'
import { dayNumber, dayOf } from './lives.ts'
import { openDuckdb } from './peers.ts'
import { big, huge, scopeOf, sizes, year, yearByDay } from './world.ts'

const rounds = 5
/** What takes milliseconds is run so often in a row in every round, and its median taken. */
const inRow = 25

type Scanned = ReturnType<typeof scanBitmaps>
/** The facts of the page, each with its own bitmaps in memory: of the year, or of some of its days. */
export type Scan = (from?: number, to?: number) => { active: Scanned; mobile: Scanned }

/** Distinct members of a year by the product's query, against one row per member and day, DuckDB, and ten times the members. */
export async function measureDistinct(database: BenchDatabase, companyId: string, report: Report): Promise<Scan> {
  const scan = bitmapsInMemory(report)
  const [hugeCompany = ''] = await companiesOf(database, [huge])
  const ask = (fact: number) => ({ fact, ...year })
  const distinctOf = (tenant: number, company: string) => () =>
    scopeOf(database, tenant).transaction((ctx) => selectFigures(ctx.db, ctx.tenant, company, [ask(factCode.active)]))
  const ours = distinctOf(big, companyId)
  const tenfold = distinctOf(huge, hugeCompany)
  const page = () =>
    scopeOf(database, big).transaction((ctx) =>
      selectFigures(ctx.db, ctx.tenant, companyId, [ask(factCode.active), ask(factCode.signed_in), ask(factCode.mobile)]),
    )
  const duckdb = await openDuckdb(database)
  const { rows: there } = await database.owner.query("select from bench.stage where name = 'dedup table' and seconds is not null")
  const dedup = async () => {
    const { rows } = await database.owner.query<{ n: number }>(
      'select count(distinct member_id) as n from bench.member_day where tenant_id = $1 and company_id = $2 and day between $3 and $4',
      [tenantId(big), companyId, year.from, year.to],
    )
    return Number(rows[0]?.n)
  }

  let dedupAnswer = Number.NaN
  let duckAnswer = Number.NaN
  const times = await interleave(rounds, {
    ours: () => medianOf(inRow, ours),
    dedup: async () => (there.length > 0 ? timed(async () => (dedupAnswer = await dedup())) : Number.NaN),
    duckdb: () => timed(async () => (duckAnswer = await duckdb.distinct(year.from, year.to))),
    again: () => medianOf(inRow, ours),
    tenfold: () => medianOf(inRow, tenfold),
    page: () => medianOf(inRow, page),
    scan: () => medianOf(5, () => scan()),
  })
  duckdb.close()

  const [answer, pageAnswer, hugeAnswer, scanned] = [await ours(), await page(), await tenfold(), scan()]
  const n = answer.figures[0]?.distinct
  report.note(
    `distinct members of ${year.from} to ${year.to}: ${n}; each of the product's times is a whole transaction as the server's role`,
  )
  if (there.length > 0) report.check(n === dedupAnswer, `COUNT(DISTINCT) over the day table answers the same (${dedupAnswer})`)
  report.check(n === duckAnswer, `DuckDB ${duckdb.version} answers the same (${duckAnswer})`)
  const same = (figure: Figure | undefined, of: Scanned) =>
    figure?.distinct === of.distinct && of.counts.every((c, d) => figure.counts[d] === c)
  report.check(
    same(pageAnswer.figures[0], scanned.active) && same(pageAnswer.figures[2], scanned.mobile),
    'bitmaps in memory answer the same, day by day, for active and mobile',
  )
  let differing = 0
  for (const [begin, end] of somePeriods()) {
    const days = { from: dayOf(dayNumber(year.from) + begin), to: dayOf(dayNumber(year.from) + end - 1) }
    const asked = [factCode.active, factCode.mobile].map((fact) => ({ fact, ...days }))
    const { figures } = await scopeOf(database, big).transaction((ctx) => selectFigures(ctx.db, ctx.tenant, companyId, asked))
    const truth = scan(begin, end)
    if (!same(figures[0], truth.active) || !same(figures[1], truth.mobile)) differing++
  }
  report.check(differing === 0, `the same of ${somePeriods().length} other periods of 1 to 365 days (${differing} differ)`)
  const { rows } = await database.owner.query<{ n: number }>("select n from bench.answer where what = 'huge'")
  report.check(
    hugeAnswer.figures[0]?.distinct === rows[0]?.n,
    `at ${sizes.members * 10} members it answers what was counted while they were made (${rows[0]?.n})`,
  )

  report.note(
    `ours ${spread(times.ours)}; again ${spread(times.again)}; at ten times the members ${spread(times.tenfold)} (counts made in streaming, no calendars)`,
  )
  report.note(`COUNT(DISTINCT) ${there.length > 0 ? spread(times.dedup) : 'not measured'}; DuckDB ${spread(times.duckdb)}`)
  report.note(`the page's query ${spread(times.page)}; scan of the bitmaps of active and mobile ${spread(times.scan)}`)
  const product = `${median(times.ours).toFixed(2)} ms`
  if (there.length > 0)
    report.figure(
      'activity.distinct.vs_dedup_table',
      ratio(times.dedup, times.ours),
      `${median(times.dedup).toFixed(0)} ms over ${product}`,
    )
  else report.unmeasured('activity.distinct.vs_dedup_table', 'no room on disk for the day table')
  report.figure('activity.distinct.vs_duckdb', ratio(times.duckdb, times.ours), `${median(times.duckdb).toFixed(0)} ms over ${product}`)
  report.figure(
    'activity.distinct.growth_10x',
    ratio(times.tenfold, times.again),
    `${median(times.tenfold).toFixed(2)} ms over ${median(times.again).toFixed(2)} ms`,
  )
  report.figure(
    'activity.page.vs_memory_scan',
    ratio(times.page, times.scan),
    `${median(times.page).toFixed(2)} ms over ${median(times.scan).toFixed(2)} ms`,
  )
  return scan
}

/** Periods within the year by their first day and the day after their last: all of the last two weeks, and some of any length. */
function somePeriods(): [number, number][] {
  const random = createRandom(11)
  const lately = Array.from({ length: 14 }, (_, a) => Array.from({ length: 14 - a }, (_day, b): [number, number] => [351 + a, 352 + a + b]))
  const anywhere = Array.from({ length: 60 }, (): [number, number] => {
    const begin = random.below(365)
    return [begin, begin + 1 + random.below(365 - begin)]
  })
  return [...lately.flat(), ...anywhere]
}

function bitmapsInMemory(report: Report): Scan {
  const started = performance.now()
  const bitmaps = yearByDay()
  const scratch = new Uint32Array(bitmaps.active[0]?.length ?? 0)
  const megabytes = (2 * 365 * scratch.byteLength) / 1e6
  report.note(`bitmaps of a year, ${megabytes.toFixed(1)} MB, made in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  return (begin = 0, end = 365) => ({
    active: scanBitmaps(bitmaps.active.slice(begin, end), scratch),
    mobile: scanBitmaps(bitmaps.mobile.slice(begin, end), scratch),
  })
}
