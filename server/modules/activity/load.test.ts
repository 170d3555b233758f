import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createModel, createRandom, randomPeriod } from '../../../test/activity.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { recountAll } from './activity.jobs.ts'
import { selectFigures, type Mark } from './activity.queries.ts'
import { factsOfSignIn, factsOfUse } from './facts.rules.ts'
import { addDays } from './period.rules.ts'
import { loadHistory, recordMarks } from './record.service.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const today = '2026-11-21'
const companyId = randomUUID()
const scopeOf = (tenant: string) =>
  scopes(database.app.db, () => new Date(`${today}T12:00:00Z`), createLog('silent'))(tenant, systemActor('test'))
const load = (tenant: string, marks: readonly Omit<Mark, 'companyId'>[]) =>
  scopeOf(tenant).transaction((ctx) => loadHistory(ctx, companyId, marks))
const record = (tenant: string, marks: readonly Mark[]) => scopeOf(tenant).transaction((ctx) => recordMarks(ctx, marks))

/** Everything on record of a tenant: calendars and both counts. A gap row that came to nothing says nothing. */
async function rows(tenant: string): Promise<unknown[][]> {
  const read = async (text: string) => (await database.owner.pool.query<Record<string, unknown>>(text, [tenant])).rows
  return [
    await read('select company_id, member_id, fact, last, before, days::text from activity.calendar where tenant_id = $1 order by 1, 2, 3'),
    await read('select company_id, fact, day, previous::text, n from activity.gap where tenant_id = $1 and n > 0 order by 1, 2, 3, 4'),
    await read('select company_id, fact, day, n from activity.day where tenant_id = $1 order by 1, 2, 3'),
  ]
}

/** Two years of 80 members who use a few surfaces, some rarely and some daily, some marks twice. */
function history(random: ReturnType<typeof createRandom>): Mark[] {
  return Array.from({ length: 80 }, () => randomUUID()).flatMap((memberId) => {
    const days = Array.from({ length: 1 + random.below(random.chance(0.2) ? 300 : 40) }, () => addDays(today, -1 - random.below(730)))
    return days.map((day) => ({
      companyId,
      memberId,
      day,
      facts: random.chance(0.3) ? factsOfSignIn('web') : factsOfUse(random.pick(['mobile', 'pc', 'drive_mobile', 'web'])),
    }))
  })
}

it('AU-2, AU-6, pitfall 8: a loaded history is what recording it day by day makes, and goes on alike', async () => {
  const random = createRandom(8)
  const [loaded, recorded] = [randomUUID(), randomUUID()]
  const marks = history(random)
  const model = createModel(addDays(today, -800))
  model.mark(marks)

  // In two parts, by members; recorded in the order of days, as it happened.
  const half = marks[Math.floor(marks.length / 2)]?.memberId ?? ''
  const part = new Set(
    marks
      .slice(
        0,
        marks.findIndex((m) => m.memberId === half),
      )
      .map((m) => m.memberId),
  )
  expect(part.size).toBeGreaterThan(20)
  const facts =
    (await load(
      loaded,
      marks.filter((m) => part.has(m.memberId)),
    )) +
    (await load(
      loaded,
      marks.filter((m) => !part.has(m.memberId)),
    ))
  const inOrder = marks.toSorted((a, b) => (a.day < b.day ? -1 : 1))
  for (let i = 0; i < inOrder.length; i += 200) await record(recorded, inOrder.slice(i, i + 200))

  const [calendars = [], gaps = [], days = []] = await rows(recorded)
  expect(gaps.length).toBeGreaterThan(1_000)
  expect(facts).toBe(days.reduce<number>((sum, d) => sum + (d as { n: number }).n, 0))
  expect(await rows(loaded)).toEqual([calendars, gaps, days])

  const compare = async () => {
    const asked = Array.from({ length: 60 }, () => ({ fact: random.below(8), ...randomPeriod(random, today) }))
    const figures = (tenant: string) => scopeOf(tenant).transaction((ctx) => selectFigures(ctx.db, tenant, companyId, asked))
    expect(await figures(loaded)).toEqual(await figures(recorded))
    expect((await figures(loaded)).figures).toEqual(
      asked.map((a) => ({
        distinct: model.distinct(companyId, a.fact, a.from, a.to),
        counts: model.counts(companyId, a.fact, a.from, a.to),
      })),
    )
    for (const tenant of [loaded, recorded]) expect(await recountAll(scopeOf(tenant))).toBe(0)
  }
  await compare()

  const after = Array.from({ length: 120 }, () => ({ ...random.pick(marks), day: addDays(today, -random.below(32)) }))
  model.mark(after)
  for (const tenant of [loaded, recorded]) await record(tenant, after)
  expect(await rows(loaded)).toEqual(await rows(recorded))
  await compare()
})

it('AU-6: members who already have activity are refused, and nothing of the load stays', async () => {
  const tenant = randomUUID()
  const [old, young] = [randomUUID(), randomUUID()]
  await record(tenant, [{ companyId, memberId: old, day: '2026-11-20', facts: factsOfUse('mobile') }])
  const before = await rows(tenant)
  const use = (memberId: string, day: string) => ({ memberId, day, facts: factsOfUse('pc') })
  await expect(load(tenant, [use(young, '2026-11-02'), use(old, '2026-11-02')])).rejects.toMatchObject({ code: '23505' })
  expect(await rows(tenant)).toEqual(before)
  // The same member elsewhere, and another one here, are nobody known.
  expect(await load(tenant, [use(young, '2026-11-02')])).toBe(3)
  expect(await load(randomUUID(), [use(old, '2026-11-02')])).toBe(3)
  await expect(load(tenant, [use(young, '2026-11-03')])).rejects.toMatchObject({ code: '23505' })
})
