import { factsOfUse } from '../../server/modules/activity/facts.rules.ts'
import { markParameters, markStatement, type Mark } from '../../server/modules/activity/activity.queries.ts'
import { createRandom } from '../../test/activity.ts'
import { memberIds, tenantId, uuidText } from './companies.ts'
import type { BenchDatabase } from './database.ts'
import { interleave, median, ratio, type Report } from './figure.ts'
import { firstSeed } from './history.ts'
import { createLives, dayNumber, dayOf, newLife } from './lives.ts'
import { activeSince, big, sizes, today } from './world.ts'

const rounds = 7
/** The server's largest batch, and what forms by itself at a few thousand reports a second. */
const batchSizes = [100, 500]
const tomorrow = dayOf(dayNumber(today) + 1)

/**
 * Recording new member-days in batches, as the server's recorder does it, against a plain upsert of one row per member and day into the
 * day table of the same year. Same members, same order, same batches, one connection, committed batch by batch.
 */
export async function measureMark(database: BenchDatabase, companyId: string, report: Report): Promise<void> {
  const perRound = Math.min(10_000, Math.floor(sizes.members / 50))
  const members = chooseMembers(perRound * (rounds + 1) * batchSizes.length)
  await rememberCalendars(database, members)
  const plain = await upsertTable(database)
  const tenant = tenantId(big)
  const results: { batch: number; ratio: number; said: string }[] = []
  let taken = 0
  try {
    for (const batch of batchSizes) {
      let marks: Mark[][] = []
      const times = await interleave(rounds, {
        ours: async () => {
          marks = batches(members.slice(taken, (taken += perRound)), batch, companyId)
          return perReport(marks, perRound, (b) =>
            database.app.pool.query({ name: 'activity_mark', text: markStatement, values: markParameters(tenant, b) }),
          )
        },
        plain: async () =>
          perReport(marks, perRound, (b) =>
            database.owner.query({ name: 'plain_upsert', text: plain, values: upsertParameters(tenant, b) }),
          ),
      })
      const said = `${median(times.ours).toFixed(1)} µs per report over ${median(times.plain).toFixed(1)} µs`
      results.push({ batch, ratio: ratio(times.ours, times.plain), said })
      report.note(
        `batches of ${batch}: ${said}: ratio ${ratio(times.ours, times.plain).toFixed(2)}; a report sets 3 facts, so ${(median(times.ours) / 3).toFixed(1)} µs per mark`,
      )
    }
    await checkMarked(database, taken, report)
    const worst = results.toSorted((a, b) => b.ratio - a.ratio)[0]
    if (worst)
      report.figure(
        'activity.mark.vs_upsert',
        worst.ratio,
        `batches of ${worst.batch}, ${worst.said}; the worse of ${batchSizes.join(' and ')}`,
      )
  } finally {
    await undoMarks(database)
  }
}

/** Members in random order who were active in the last month: those who come back tomorrow. */
function chooseMembers(count: number): string[] {
  const lives = createLives(dayNumber(today), sizes.days)
  const life = newLife()
  const ids = memberIds(big, sizes.members)
  const random = createRandom(7)
  const chosen = new Set<number>()
  while (chosen.size < count) {
    const m = random.below(sizes.members)
    if (chosen.has(m)) continue
    lives.live(firstSeed(big) + m, life)
    if (activeSince(life.active, dayNumber(today) - lives.base - 30)) chosen.add(m)
  }
  return [...chosen].map((m) => uuidText(ids, m))
}

function batches(members: readonly string[], size: number, companyId: string): Mark[][] {
  return Array.from({ length: Math.ceil(members.length / size) }, (_, i) =>
    members.slice(i * size, (i + 1) * size).map((memberId) => ({ companyId, memberId, day: tomorrow, facts: factsOfUse('mobile') })),
  )
}

/** Microseconds per report. */
async function perReport(marks: Mark[][], reports: number, commit: (batch: Mark[]) => Promise<unknown>): Promise<number> {
  const started = performance.now()
  for (const batch of marks) await commit(batch)
  return ((performance.now() - started) * 1000) / reports
}

const upsertParameters = (tenant: string, batch: Mark[]) => [
  tenant,
  batch.map((m) => m.companyId),
  batch.map((m) => m.day),
  batch.map((m) => m.memberId),
]

async function upsertTable(database: BenchDatabase): Promise<string> {
  await database.owner.query(
    'create table if not exists bench.member_day (tenant_id uuid, company_id uuid, day date, member_id uuid, primary key (tenant_id, company_id, day, member_id))',
  )
  return `insert into bench.member_day (tenant_id, company_id, day, member_id)
    select $1, c, d, m from unnest($2::uuid[], $3::date[], $4::uuid[]) as u (c, d, m) on conflict do nothing`
}

async function checkMarked(database: BenchDatabase, reports: number, report: Report): Promise<void> {
  const { rows } = await database.owner.query<{ fact: number; n: number }>(
    'select fact, n from activity.day where tenant_id = $1 and day = $2 order by fact',
    [tenantId(big), tomorrow],
  )
  const { rows: plain } = await database.owner.query<{ n: number }>(
    'select count(*) as n from bench.member_day where tenant_id = $1 and day = $2',
    [tenantId(big), tomorrow],
  )
  const right = rows.length === 3 && rows.every((r) => r.n === reports) && plain[0]?.n === reports
  report.check(right, `all ${reports} reports are counted once for each of the 3 facts, and once in the day table`)
}

/** The calendars about to be marked, to be put back afterwards: the measured history stays the same for the next run. */
async function rememberCalendars(database: BenchDatabase, members: string[]): Promise<void> {
  await database.owner.query('drop table if exists bench.kept_calendar')
  await database.owner.query(
    'create table bench.kept_calendar as select * from activity.calendar where tenant_id = $1 and member_id = any ($2)',
    [tenantId(big), members],
  )
}

/** Takes away what a run marked, also one that was interrupted. Only the day after the last is ever marked, which changes no other day's counts. */
export async function undoMarks(database: BenchDatabase): Promise<void> {
  const { owner } = database
  const { rows } = await owner.query<{ there: boolean }>("select to_regclass('bench.kept_calendar') is not null as there")
  if (!rows[0]?.there) return
  const tenant = tenantId(big)
  for (const table of ['gap', 'day']) await owner.query(`delete from activity.${table} where tenant_id = $1 and day > $2`, [tenant, today])
  await owner.query('delete from bench.member_day where tenant_id = $1 and day > $2', [tenant, today])
  await owner.query('delete from activity.calendar where tenant_id = $1 and last > $2', [tenant, today])
  await owner.query('insert into activity.calendar select * from bench.kept_calendar on conflict do nothing')
  await owner.query('drop table bench.kept_calendar')
  await owner.query('vacuum activity.calendar, activity.gap, activity.day, bench.member_day')
}
