import { factCode } from '../../server/modules/activity/facts.rules.ts'
import { memberIds, uuidBytes } from './companies.ts'
import { createCopy, type Copy } from './copy.ts'
import type { BenchDatabase } from './database.ts'
import { baseOf, createGapCounter, createLives, lastDayOf, newLife, type Life } from './lives.ts'

/** A Friday. Every clock of the bench says this day, in the companies' zone. */
export const lastDay = '2026-10-30'
export const firstSeed = (tenant: number) => tenant * 1_000_003

const kept = [
  { code: factCode.active, of: (life: Life) => life.active },
  { code: factCode.signed_in, of: (life: Life) => life.signedIn },
  { code: factCode.used, of: (life: Life) => life.used },
  { code: factCode.mobile, of: (life: Life) => life.mobile },
]
type Who = { tenant: number; tenantId: string; companyId: string; members: number }

/**
 * Loads calendars, gap rows and day counts of companies, all made in this process from the members' lives (and later held against the
 * product's own recount).
 */
export async function loadHistory(database: BenchDatabase, companies: readonly Who[], last: number, days: number): Promise<string> {
  const client = await database.owner.connect()
  const gapClient = await database.owner.connect()
  const dayClient = await database.owner.connect()
  try {
    const calendars = createCopy(client, database.folder, 'activity.calendar (tenant_id, company_id, fact, member_id, last, before, days)')
    const gaps = createCopy(gapClient, database.folder, 'activity.gap (tenant_id, company_id, fact, day, previous, n)')
    const daily = createCopy(dayClient, database.folder, 'activity.day (tenant_id, company_id, fact, day, n)')
    const lives = createLives(last, days)
    const counters = kept.map(() => createGapCounter())
    const life = newLife()
    let rows = 0
    for (const { tenant, tenantId, companyId, members } of companies) {
      const key = { tenant: uuidBytes(tenantId), company: uuidBytes(companyId) }
      const ids = memberIds(tenant, members)
      for (const counter of counters) counter.clear()
      for (let m = 0; m < members; m++) {
        lives.live(firstSeed(tenant) + m, life)
        for (const [k, fact] of kept.entries()) {
          const bits = fact.of(life)
          const at = lastDayOf(bits)
          if (at < 0) continue
          counters[k]?.add(bits)
          const newest = lives.base + at
          calendars
            .row(7)
            .uuid(key.tenant)
            .uuid(key.company)
            .int2(fact.code)
            .uuid(ids.subarray(m * 16, m * 16 + 16))
            .date(newest)
            .null()
            .bits(bits, (lives.base - baseOf(newest)) / 32)
          rows++
        }
        if (calendars.full()) await calendars.flush()
      }
      for (const [k, fact] of kept.entries()) {
        const counter = counters[k]
        if (counter) await writeCounts(counter, { gaps, daily }, key, fact.code, lives.base)
      }
    }
    await Promise.all([calendars.end(), gaps.end(), daily.end()])
    return `${rows} calendars`
  } finally {
    for (const c of [client, gapClient, dayClient]) c.release()
  }
}

/** Writes one fact's gap rows and day counts. */
export async function writeCounts(
  counter: ReturnType<typeof createGapCounter>,
  to: { gaps: Copy; daily: Copy },
  key: { tenant: Uint8Array; company: Uint8Array },
  fact: number,
  base: number,
): Promise<void> {
  counter.each((day, ago, n) => {
    const row = to.gaps
      .row(6)
      .uuid(key.tenant)
      .uuid(key.company)
      .int2(fact)
      .date(base + day)
    if (ago === undefined) row.dawn().int4(n)
    else row.date(base + day - ago).int4(n)
  })
  for (let day = 0; day < 768; day++) {
    const n = counter.count(day)
    if (n > 0)
      to.daily
        .row(5)
        .uuid(key.tenant)
        .uuid(key.company)
        .int2(fact)
        .date(base + day)
        .int4(n)
  }
  if (to.gaps.full()) await to.gaps.flush()
  if (to.daily.full()) await to.daily.flush()
}
