import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createModel, createRandom, randomPeriod } from '../../../test/activity.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { sized } from '../../../test/size.ts'
import { scopes, systemActor, type Scope } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { recountAll, recountLately } from './activity.jobs.ts'
import { deleteCalendarsBefore, markDays, selectFigures, type Mark } from './activity.queries.ts'
import { facts } from './facts.rules.ts'
import { addDays } from './period.rules.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const scopeOn = (tenant: string, day: string): Scope =>
  scopes(database.app.db, () => new Date(`${day}T12:00:00Z`), createLog('silent'))(tenant, systemActor('test'))
const mark = (tenant: string, marks: Mark[]) => scopeOn(tenant, '2026-01-01').transaction((ctx) => markDays(ctx.db, tenant, marks))
const figures = (tenant: string, companyId: string, asked: { fact: number; from: string; to: string }[]) =>
  scopeOn(tenant, '2026-01-01').transaction((ctx) => selectFigures(ctx.db, tenant, companyId, asked))
const recount = (tenant: string, today: string) => recountAll(scopeOn(tenant, today))
const own = (text: string, values: unknown[]) => database.owner.pool.query(text, values)
/** Folds days, however few gap rows they have. */
const foldDays = (tenant: string, from: string, to: string) =>
  own('update activity.day set fresh = activity.fold(tenant_id, company_id, fact, day) where tenant_id = $1 and day between $2 and $3', [
    tenant,
    from,
    to,
  ])

describe('figures equal brute force', () => {
  it('AU-2, AU-6, AU-7: years of random marks, late, repeated, folded and recounted', { timeout: 600_000 }, async () => {
    const random = createRandom(1)
    const start = '2023-01-01'
    const tenants = [randomUUID(), randomUUID()] as const
    const worlds = tenants.map((tenant) => ({
      tenant,
      companies: [randomUUID(), randomUUID()],
      members: Array.from({ length: 25 }, () => randomUUID()),
      model: createModel(addDays(start, -400)),
    }))
    // Longer than what a calendar holds, so that it moves on.
    const end = sized(900, 1_631)
    let compared = 0
    for (let i = 31; i < end; i++) {
      const today = addDays(start, i)
      // The second tenant records now and then, so that calendars also move on by whole months.
      for (const { tenant, companies, members, model } of i % 10 === 0 ? worlds : worlds.slice(0, 1)) {
        const marks = Array.from({ length: random.below(14) }, (): Mark => ({
          companyId: random.pick(companies),
          memberId: random.pick(random.chance(0.5) ? members.slice(0, 5) : members),
          day: random.chance(0.75) ? today : addDays(today, -random.below(32)),
          facts: random.chance(0.7) ? 14 : 1 + random.below(255),
        }))
        if (random.chance(0.2)) marks.push(...marks.slice(0, 4))
        await mark(tenant, marks)
        model.mark(marks)
        if (random.chance(0.1)) expect(await mark(tenant, marks)).toBe(0)
        if (random.chance(0.04)) await foldDays(tenant, addDays(today, -45), addDays(today, -random.below(40)))
        // As autovacuum would: without it, folding plans for tables of which nothing is known.
        if (i % 100 === 31) await own('analyze activity.calendar, activity.gap, activity.day', [])
        if (i % 50 === 0) expect(await recountLately(scopeOn(tenant, today))).toBe(0)
        if (i % 400 === 0) expect(await recount(tenant, today)).toBe(0)
        if (!random.chance(0.15)) continue
        for (const companyId of companies) {
          const asked = Array.from({ length: 8 }, () => ({ fact: random.below(8), ...randomPeriod(random, today) }))
          const got = await figures(tenant, companyId, asked)
          const expected = asked.map((a) => ({
            distinct: model.distinct(companyId, a.fact, a.from, a.to),
            counts: model.counts(companyId, a.fact, a.from, a.to),
          }))
          expect(got.figures).toEqual(expected)
          compared += asked.length
        }
      }
    }
    for (const { tenant } of worlds) expect(await recount(tenant, addDays(start, end))).toBe(0)
    expect(compared).toBeGreaterThan(2 * end)
  })

  it('AU-2: imported history of two years, newest day first, in any order of calls', async () => {
    const random = createRandom(2)
    const [tenant, companyId] = [randomUUID(), randomUUID()]
    const today = '2026-11-21'
    const model = createModel('2024-11-01')
    const members = Array.from({ length: 12 }, () => randomUUID())
    const marks = members.flatMap((memberId) =>
      Array.from({ length: 60 }, () => ({ companyId, memberId, day: addDays(today, -random.below(731)), facts: 14 })),
    )
    for (let i = 0; i < marks.length; i += 90) await mark(tenant, marks.slice(i, i + 90))
    model.mark(marks)
    for (let i = 0; i < 60; i++) {
      const p = randomPeriod(random, today)
      const before = { from: addDays(p.from, -365), to: addDays(p.to, -365) }
      const got = await figures(tenant, companyId, [
        { fact: 2, ...p },
        { fact: 2, ...before },
      ])
      expect(got.figures.map((f) => f.distinct)).toEqual([p, before].map((x) => model.distinct(companyId, 2, x.from, x.to)))
    }
    expect(await recount(tenant, today)).toBe(0)
    expect((await figures(tenant, companyId, [{ fact: 2, from: today, to: today }])).firstDay).toBe(marks.map((m) => m.day).toSorted()[0])
  })
})

describe('marking', () => {
  const [tenant, companyId] = [randomUUID(), randomUUID()]
  const days = async (memberId: string) =>
    (
      await own(
        'select d.day::text, d.previous::text from activity.calendar c, activity.days(c.last, c.before, c.days, activity.base(c.last)) d where c.tenant_id = $1 and member_id = $2 and fact = 2 order by 1',
        [tenant, memberId],
      )
    ).rows

  it('AU-2, pitfall 1: active on 10 of 30 days: once in the period, once on each of the 10 days', async () => {
    const memberId = randomUUID()
    const company = randomUUID()
    const on = [1, 2, 5, 9, 10, 11, 17, 21, 28, 29].map((i) => addDays('2026-10-01', i))
    for (const day of on) await mark(tenant, [{ companyId: company, memberId, day, facts: 14 }])
    const {
      figures: [figure],
    } = await figures(tenant, company, [{ fact: 2, from: '2026-10-01', to: '2026-10-30' }])
    expect(figure?.distinct).toBe(1)
    expect(figure?.counts.reduce((a, b) => a + b)).toBe(10)
    expect(figure?.counts.flatMap((n, i) => (n ? [addDays('2026-10-01', i)] : []))).toEqual(on)
  })

  it('AU-7, pitfall 9: twice the same batch, and a clock stepping back, change nothing', async () => {
    const memberId = randomUUID()
    const marks = ['2026-05-03', '2026-05-01', '2026-05-02', '2026-05-02'].map((day) => ({ companyId, memberId, day, facts: 4 }))
    expect(await mark(tenant, marks)).toBe(3)
    expect(await mark(tenant, marks)).toBe(0)
    expect(await mark(tenant, marks.slice(1, 2))).toBe(0)
    expect((await days(memberId)).map((d) => d.day)).toEqual(['2026-05-01', '2026-05-02', '2026-05-03'])
  })

  it('AU-7: of two facts of one report, one known already, only the other is new', async () => {
    const memberId = randomUUID()
    expect(await mark(tenant, [{ companyId, memberId, day: '2026-05-01', facts: 4 }])).toBe(1)
    expect(await mark(tenant, [{ companyId, memberId, day: '2026-05-01', facts: 14 }])).toBe(2)
    expect(
      await mark(tenant, [
        { companyId, memberId, day: '2026-04-30', facts: 5 },
        { companyId, memberId, day: '2026-04-30', facts: 4 },
      ]),
    ).toBe(2)
  })

  it('AU-2: a calendar moves on, remembers the day that left it, and passes over a day that is too long ago for it', async () => {
    const memberId = randomUUID()
    const at = (day: string) => mark(tenant, [{ companyId, memberId, day, facts: 4 }])
    await at('2023-01-10')
    await at('2023-01-20')
    for (const last of ['2025-01-01', '2025-01-25', '2025-03-10']) await at(last)
    const [first] = await days(memberId)
    expect(first).toEqual({ day: '2025-01-01', previous: '2023-01-20' })
    expect(await at('2023-01-15')).toBe(0)
    await at('2031-01-01')
    expect(await days(memberId)).toEqual([{ day: '2031-01-01', previous: '2025-03-10' }])
    expect(await at('2025-03-10')).toBe(0)
    // At least 735 days before the newest remain, whatever the newest is.
    for (let i = 0; i < 32; i++) {
      const other = randomUUID()
      const newest = addDays('2026-06-01', i)
      expect(
        await mark(
          tenant,
          [newest, addDays(newest, -735)].map((day) => ({ companyId, memberId: other, day, facts: 4 })),
        ),
      ).toBe(2)
    }
  })

  it('AU-2: a gap of 366 days is told from one of 367', async () => {
    for (const [ago, previous] of [
      [366, '2025-11-20'],
      [367, '-infinity'],
    ] as const) {
      const company = randomUUID()
      const memberId = randomUUID()
      await mark(tenant, [{ companyId: company, memberId, day: addDays('2026-11-21', -ago), facts: 4 }])
      await mark(tenant, [{ companyId: company, memberId, day: '2026-11-21', facts: 4 }])
      const { rows } = await own("select previous::text from activity.gap where company_id = $1 and day = '2026-11-21' and n > 0", [
        company,
      ])
      expect(rows).toEqual([{ previous }])
    }
  })
})

describe('recount', () => {
  const companyId = randomUUID()
  const today = '2026-11-21'
  const setUp = async () => {
    const tenant = randomUUID()
    // Member i: active i days before the 1st of September and on it, so that this day has 100 gap rows and is folded.
    const marks = Array.from({ length: 100 }, () => randomUUID()).flatMap((memberId, i) =>
      [addDays('2026-09-01', -i - 1), '2026-09-01', '2026-11-20'].map((day) => ({ companyId, memberId, day, facts: 14 })),
    )
    await mark(tenant, marks)
    expect(await recount(tenant, today)).toBe(0)
    return tenant
  }
  const read = (tenant: string) =>
    figures(
      tenant,
      companyId,
      facts.flatMap((_, fact) => [
        { fact, from: '2025-12-01', to: today },
        { fact, from: '2026-08-20', to: '2026-09-02' },
      ]),
    )

  it.each([
    ['a gap count', 'update activity.gap set n = n + 1 where tenant_id = $1 and fact = 2 and day = $2', '2026-11-20', 1],
    [
      'a gap count of a folded day',
      'update activity.gap set n = n + 3 where tenant_id = $1 and fact = 2 and day = $2 and previous = date $2 - 7',
      '2026-09-01',
      1,
    ],
    [
      'a missing gap row',
      'delete from activity.gap where tenant_id = $1 and fact = 3 and day = $2 and previous = date $2 - 7',
      '2026-09-01',
      1,
    ],
    [
      'an invented gap row',
      'insert into activity.gap select tenant_id, company_id, 2, $2, date $2 - 300, 5 from activity.day where tenant_id = $1 limit 1',
      '2026-10-10',
      1,
    ],
    ['a count of a day', 'update activity.day set n = n - 1 where tenant_id = $1 and fact = 2 and day = $2', '2026-11-20', 1],
    ['a missing day', 'delete from activity.day where tenant_id = $1 and fact = 2 and day = $2', '2026-11-20', 1],
    [
      'everything',
      'with g as (delete from activity.gap where tenant_id = $1 and day <> $2) delete from activity.day where tenant_id = $1',
      '1999-01-01',
      0,
    ],
  ])('AU-6: %s that is wrong is found and repaired', async (_name, corrupt, day, cells) => {
    const tenant = await setUp()
    const before = await read(tenant)
    await own(corrupt.replaceAll('date $2', `date '${day}'`).replaceAll('$2', `date '${day}'`), [tenant])
    const wrong = await recount(tenant, today)
    if (cells) expect(wrong).toBe(cells)
    else expect(wrong).toBeGreaterThan(300)
    expect(await read(tenant)).toEqual(before)
    expect(await recount(tenant, today)).toBe(0)
  })

  it('AU-6: the nightly recount finds what is wrong in the last two months, and leaves older days to the weekly one', async () => {
    const tenant = await setUp()
    const before = await read(tenant)
    await own(
      "update activity.gap set n = n + 1 where tenant_id = $1 and fact = 2 and day in ('2026-11-20', '2026-09-01') and previous > '2026-08-30'",
      [tenant],
    )
    expect(await recountLately(scopeOn(tenant, today))).toBe(1)
    expect(await recountLately(scopeOn(tenant, today))).toBe(0)
    expect(await recount(tenant, today)).toBe(1)
    expect(await read(tenant)).toEqual(before)
  })

  it('AU-6: settled days of many gap rows are folded, a late event unfolds the two days it changes, a wrong fold is mended', async () => {
    const tenant = await setUp()
    const folded = async () =>
      (
        await own(
          'select day::text, cardinality(fresh) as size from activity.day where tenant_id = $1 and fact = 2 and fresh is not null',
          [tenant],
        )
      ).rows
    expect(await folded()).toEqual([{ day: '2026-09-01', size: 367 }])
    const before = await read(tenant)
    await own('update activity.day set fresh[13] = fresh[13] + 1 where tenant_id = $1 and fact = 2 and fresh is not null', [tenant])
    expect((await read(tenant)).figures).not.toEqual(before.figures)
    await recount(tenant, today)
    expect(await read(tenant)).toEqual(before)
    const { rows } = await own('select member_id from activity.calendar where tenant_id = $1 and fact = 2 order by 1 limit 1', [tenant])
    await mark(tenant, [
      { companyId, memberId: rows[0].member_id, day: '2026-08-31', facts: 4 },
      { companyId, memberId: randomUUID(), day: '2026-08-31', facts: 4 },
    ])
    expect((await folded()).length).toBeLessThan(2)
    const unfolded = await read(tenant)
    await recount(tenant, today)
    expect(await read(tenant)).toEqual(unfolded)
  })

  it('AU-6: two recounts at once, while others record, repair once', async () => {
    const tenant = await setUp()
    const before = await read(tenant)
    await own('update activity.gap set n = n + 2 where tenant_id = $1 and fact = 2', [tenant])
    const other = randomUUID()
    const [a, b] = await Promise.all([
      recount(tenant, today),
      recount(tenant, today),
      ...Array.from({ length: 20 }, (_, i) =>
        mark(tenant, [{ companyId: other, memberId: randomUUID(), day: addDays(today, -i), facts: 14 }]),
      ),
    ])
    expect([a, b]).toContain(0)
    expect(await read(tenant)).toEqual(before)
    expect(await recount(tenant, today)).toBe(0)
  })

  it('AU-6: looks for what is over two years old without holding up recording, and keeps whoever comes back meanwhile', async () => {
    const [tenant, company, back, gone] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
    const at = (memberId: string, day: string) => [{ companyId: company, memberId, day, facts: 4 }]
    await mark(tenant, [...at(back, '2023-01-01'), ...at(gone, '2023-01-01')])
    const held = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const marking = scopeOn(tenant, '2026-01-01').transaction(async (ctx) => {
      await markDays(ctx.db, tenant, at(back, '2026-01-01'))
      locked.resolve()
      await held.promise
    })
    await locked.promise
    const deleting = scopeOn(tenant, '2026-01-01').transaction((ctx) => deleteCalendarsBefore(ctx.db, tenant, '2023-12-01'))
    // It has found both, and now waits for the mark's lock: the statement before that one took none.
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%activity.lock%'`
    while ((await own(waiting, [])).rowCount === 0) await new Promise((r) => setImmediate(r))
    held.resolve()
    await marking
    expect(await deleting).toBe(2)
    const { rows } = await own('select member_id from activity.calendar where tenant_id = $1', [tenant])
    expect(rows).toEqual([{ member_id: back }])
    expect(await scopeOn(tenant, '2026-01-01').transaction((ctx) => deleteCalendarsBefore(ctx.db, tenant, '2023-12-01'))).toBe(0)
  })

  it('drops what is over two years old, and only that', async () => {
    const tenant = await setUp()
    const [gone, kept] = [randomUUID(), randomUUID()]
    await mark(tenant, [
      { companyId, memberId: gone, day: addDays(today, -769), facts: 4 },
      { companyId, memberId: kept, day: addDays(today, -768), facts: 4 },
    ])
    await recount(tenant, today)
    const { rows } = await own('select member_id from activity.calendar where tenant_id = $1 and member_id = any ($2)', [
      tenant,
      [gone, kept],
    ])
    expect(rows).toEqual([{ member_id: kept }])
    const { rows: oldest } = await own('select min(day)::text as day from activity.gap where tenant_id = $1', [tenant])
    expect(oldest).toEqual([{ day: addDays(today, -768) }])
  })
})

it('8 connections marking shared members: no deadlock, counts equal those recounted', { timeout: 120_000 }, async () => {
  const tenant = randomUUID()
  const companies = [randomUUID(), randomUUID()]
  const members = Array.from({ length: 60 }, () => randomUUID())
  const today = '2026-11-21'
  const model = createModel('2026-01-01')
  await Promise.all(
    Array.from({ length: 8 }, async (_, seed) => {
      const random = createRandom(100 + seed)
      for (let i = 0; i < 60; i++) {
        const marks = Array.from({ length: 1 + random.below(15) }, () => ({
          companyId: random.pick(companies),
          memberId: random.pick(members),
          day: addDays(today, -random.below(40)),
          facts: random.pick([14, 13, 4, 22]),
        }))
        await mark(tenant, marks)
        model.mark(marks)
      }
    }),
  )
  for (const companyId of companies) {
    const asked = facts.flatMap((_, fact) => [
      { fact, from: '2026-10-01', to: today },
      { fact, from: '2026-11-01', to: '2026-11-07' },
    ])
    const got = await figures(tenant, companyId, asked)
    expect(got.figures).toEqual(
      asked.map((a) => ({
        distinct: model.distinct(companyId, a.fact, a.from, a.to),
        counts: model.counts(companyId, a.fact, a.from, a.to),
      })),
    )
  }
  expect(await recount(tenant, today)).toBe(0)
})
