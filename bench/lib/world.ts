import { factCode } from '../../server/modules/activity/facts.rules.ts'
import { recountAll, recountLately } from '../../server/modules/activity/activity.jobs.ts'
import { recountFact } from '../../server/modules/activity/activity.queries.ts'
import { scopes, systemActor, type Scope } from '../../server/platform/context.ts'
import { createLog } from '../../server/platform/log.ts'
import { companiesOf, makeCompanies, tenantId, uuidBytes } from './companies.ts'
import { createCopy } from './copy.ts'
import { stage, type BenchDatabase } from './database.ts'
import { firstSeed, lastDay, loadHistory, writeCounts } from './history.ts'
import { createGapCounter, createLives, dayNumber, dayOf, newLife, words } from './lives.ts'

const size = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)

/** Sizes; smaller ones are for working on the bench itself and say so in what they print. */
export const sizes = {
  members: size('BENCH_MEMBERS', 1_000_000),
  days: 732,
  tenants: size('BENCH_TENANTS', 1_000),
  tenantMembers: size('BENCH_TENANT_MEMBERS', 1_000),
  tenantDays: 400,
  tokens: size('BENCH_TOKENS', 20_000),
}
export const full = sizes.members === 1_000_000 && sizes.tenants === 1_000 && sizes.tenantMembers === 1_000 && sizes.tokens === 20_000
export const worldName = `m${sizes.members}-t${sizes.tenants}x${sizes.tenantMembers}`
export const describeSizes = `${sizes.members} members × ${sizes.days} days in one tenant, beside ${sizes.tenants} tenants of ${sizes.tenantMembers} members × ${sizes.tenantDays} days`

/** Tenants by number; the small ones come first. */
export const big = 2_000
export const huge = 2_001
export const reporters = 2_002
export const small = Array.from({ length: sizes.tenants }, (_, n) => n)

export const today = lastDay
export const noon = new Date(`${lastDay}T03:00:00Z`)
const last = dayNumber(lastDay)
/** A year as the page's preset `1y` asks for it on {@link today}: 365 days. */
export const year = { from: dayOf(last - 364), to: lastDay }

/** The product's reach into a tenant: the restricted role, one transaction, the clock at {@link noon}. */
export function scopeOf(database: BenchDatabase, tenant: number, now = noon): Scope {
  return scopes(database.app.db, () => now, createLog('silent'))(tenantId(tenant), systemActor('bench'))
}

const forget = (database: BenchDatabase, tenants: readonly number[]) => async () => {
  for (const table of ['calendar', 'gap', 'day']) {
    await database.owner.query(`delete from activity.${table} where tenant_id = any ($1)`, [tenants.map(tenantId)])
  }
}

/** The tenants among which the measured one lives. */
export async function makeOthers(database: BenchDatabase): Promise<void> {
  const numbers = [...small, big, huge, reporters]
  const make = async () => {
    await makeCompanies(database, numbers, new Date(noon.getTime() - (sizes.days + 30) * 86_400_000))
    return `${numbers.length} companies`
  }
  await stage(database, 'companies', make, () => Promise.reject(new Error(`companies are half made: delete ${database.folder}`)))
  const others = async () => {
    const companies = await companiesOf(database, small)
    const who = small.map((n, i) => ({ tenant: n, tenantId: tenantId(n), companyId: companies[i] ?? '', members: sizes.tenantMembers }))
    const said = await loadHistory(database, who, last, sizes.tenantDays)
    await foldSettled(database, small)
    await tidy(database)
    return said
  }
  await stage(database, 'small tenants', others, forget(database, small))
}

/** The measured tenant: every fact the page reads, and the product's own recount over all of them. */
export async function makeBig(database: BenchDatabase): Promise<void> {
  const make = async () => {
    const [companyId = ''] = await companiesOf(database, [big])
    const said = await loadHistory(
      database,
      [{ tenant: big, tenantId: tenantId(big), companyId, members: sizes.members }],
      last,
      sizes.days,
    )
    await tidy(database)
    return said
  }
  await stage(database, 'measured tenant', make, forget(database, [big]))
  await stage(
    database,
    'recount of the measured tenant by the product',
    () => recountBig(database),
    async () => undefined,
  )
}

/** The product's own recount over what was made here. Reading every day of a million members twice over takes it half an hour, so of them it recounts all of one fact, and of all facts what it does every night. */
async function recountBig(database: BenchDatabase): Promise<string> {
  const [companyId = ''] = await companiesOf(database, [big])
  const scope = scopeOf(database, big)
  const whole = sizes.members <= 100_000
  let wrong = whole ? await recountAll(scope) : await recountLately(scope)
  if (!whole) wrong += await scope.transaction((ctx) => recountFact(ctx.db, ctx.tenant, companyId, factCode.signed_in, today, null))
  if (wrong > 0) throw new Error(`the product's recount found ${wrong} counts wrong that the bench had made`)
  await refold(database, big)
  await database.owner.query('vacuum (freeze, analyze) activity.day')
  return `of ${whole ? 'all counts' : "all facts' last 62 days, and of all days of one fact"} 0 differ from those made in this process; settled days are folded`
}

/** Ten times the members, of whom only what the query reads exists: counts, made while the members' lives pass by. */
export async function makeHuge(database: BenchDatabase): Promise<void> {
  const make = async () => {
    const [companyId = ''] = await companiesOf(database, [huge])
    const lives = createLives(last, sizes.days)
    const counter = createGapCounter()
    const life = newLife()
    let distinct = 0
    for (let m = 0; m < sizes.members * 10; m++) {
      lives.live(firstSeed(huge) + m, life)
      counter.add(life.active)
      if (activeSince(life.active, last - lives.base - 364)) distinct++
    }
    const clients = await Promise.all([database.owner.connect(), database.owner.connect()])
    const [gaps, daily] = [
      createCopy(clients[0], database.folder, 'activity.gap (tenant_id, company_id, fact, day, previous, n)'),
      createCopy(clients[1], database.folder, 'activity.day (tenant_id, company_id, fact, day, n)'),
    ]
    await writeCounts(
      counter,
      { gaps, daily },
      { tenant: uuidBytes(tenantId(huge)), company: uuidBytes(companyId) },
      factCode.active,
      lives.base,
    )
    await Promise.all([gaps.end(), daily.end()])
    for (const client of clients) client.release()
    await foldSettled(database, [huge])
    await tidy(database)
    await database.owner.query('create table if not exists bench.answer (what text primary key, n integer)')
    await database.owner.query("insert into bench.answer values ('huge', $1) on conflict (what) do update set n = excluded.n", [distinct])
    return `counts of ${sizes.members * 10} members, no calendars`
  }
  await stage(database, 'ten times the members', make, forget(database, [huge]))
}

/** Whether any day from index `from` on is marked. */
export function activeSince(days: Uint32Array, from: number): boolean {
  const first = from >> 5
  if (((days[first] ?? 0) & (0xffffffff >>> (from & 31))) !== 0) return true
  for (let w = first + 1; w < words; w++) if (days[w]) return true
  return false
}

/** What the recount does to settled days, where there are no calendars for it to compare, or too many tenants to wait for. */
async function foldSettled(database: BenchDatabase, tenants: readonly number[]): Promise<void> {
  await database.owner.query('analyze activity.gap, activity.day')
  for (const tenant of tenants) await refold(database, tenant)
}

/** As activity.recount does it, by the same function and under the same condition. */
export async function refold(database: BenchDatabase, tenant: number): Promise<void> {
  await database.owner.query(
    `update activity.day d set fresh = activity.fold(d.tenant_id, d.company_id, d.fact, d.day)
     where d.tenant_id = $1 and d.day < $2::date - 35 and d.fresh is null
       and (select count(*) from activity.gap g where g.tenant_id = d.tenant_id and g.company_id = d.company_id and g.fact = d.fact and g.day = d.day) > 64`,
    [tenantId(tenant), today],
  )
}

/** A vacuum such as autovacuum does, at a known moment. */
async function tidy(database: BenchDatabase): Promise<void> {
  await database.owner.query('vacuum (freeze, analyze) activity.calendar, activity.gap, activity.day')
}

export type Bitmaps = { active: Uint32Array[]; mobile: Uint32Array[] }

/** One bitmap of all members for every day of the year: bit `m & 31` of word `m >> 5` is member `m`. */
export function yearByDay(): Bitmaps {
  const lives = createLives(last, sizes.days)
  const wide = Math.ceil(sizes.members / 32)
  const from = last - 364 - lives.base
  const bitmaps: Bitmaps = { active: [], mobile: [] }
  for (const days of Object.values(bitmaps)) for (let d = 0; d < 365; d++) days.push(new Uint32Array(wide))
  const life = newLife()
  for (let m = 0; m < sizes.members; m++) {
    lives.live(firstSeed(big) + m, life)
    spread(life.active, bitmaps.active, from, m)
    spread(life.mobile, bitmaps.mobile, from, m)
  }
  return bitmaps
}

/** Sets the member's bit of every marked day from index `from` on. */
function spread(bits: Uint32Array, days: Uint32Array[], from: number, member: number): void {
  const bit = 1 << (member & 31)
  const at = member >> 5
  for (let w = from >> 5; w < words; w++) {
    let word = bits[w] ?? 0
    while (word !== 0) {
      const b = Math.clz32(word)
      word &= ~(0x80000000 >>> b)
      const day = days[w * 32 + b - from]
      if (day) day[at] = (day[at] ?? 0) | bit
    }
  }
}
