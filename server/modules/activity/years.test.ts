import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { dayAt, zoneChangeAt, type ZoneHistory } from '#modules/company'
import { createModel, createRandom, randomPeriod } from '../../../test/activity.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { sized } from '../../../test/size.ts'
import { scopes, systemActor } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { recountAll } from './activity.jobs.ts'
import { selectFigures } from './activity.queries.ts'
import { factCode, type Fact } from './facts.rules.ts'
import { addDays } from './period.rules.ts'
import { recordMarks, signInMarks, useMarks } from './record.service.ts'
import { companyAt } from './report.rules.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const dayMs = 86_400_000
const memberCount = sized(60, 300)
const shown: Fact[] = ['active', 'signed_in', 'mobile', 'web']

it(
  'AU-2, AU-6, AU-7, T-3: three years of many members, late and repeated use, deletion, purge, transfer, a change of time zone: equal to brute force every day',
  { timeout: 600_000 },
  async () => {
    const random = createRandom(7)
    const tenant = randomUUID()
    const companies = [randomUUID(), randomUUID()] as const
    const zones = new Map<string, ZoneHistory>([
      [companies[0], [{ from: null, zone: 'Asia/Seoul' }]],
      [companies[1], [{ from: null, zone: 'America/Los_Angeles' }]],
    ])
    const zonesOf = (companyId: string) => zones.get(companyId) ?? []
    const start = Date.parse('2023-11-20T10:00:00Z')
    const model = createModel('2022-10-01')
    const member = (from: Date) => ({
      id: randomUUID(),
      memberships: [{ companyId: random.pick(companies), from }],
      perDay: random.pick([0.9, 0.6, 0.3, 0.05]),
      queue: [] as Date[],
      gone: false,
    })
    const members = Array.from({ length: memberCount }, () => member(new Date(start)))

    for (let i = 0; i < 1096; i++) {
      const now = new Date(start + i * dayMs)
      const scope = scopes(database.app.db, () => now, createLog('silent'))(tenant, systemActor('test'))
      if (i === 400 || i === 700) {
        const to = i === 400 ? 'Pacific/Kiritimati' : 'Asia/Kathmandu'
        const before = zonesOf(companies[0])
        zones.set(companies[0], [...before, { from: zoneChangeAt(before.at(-1)?.zone ?? '', to, now), zone: to }])
      }
      // Nobody is removed from the calendars: a member deleted, then purged, only stops. Another takes the place, under the same ID perhaps.
      if (random.chance(0.1)) members[random.below(memberCount)] = member(now)
      if (random.chance(0.2)) {
        const moving = random.pick(members)
        moving.memberships.push({ companyId: companies.find((c) => c !== moving.memberships.at(-1)?.companyId) ?? companies[0], from: now })
      }
      const marks = members.flatMap((m) => {
        if (!random.chance(m.perDay)) return []
        const at = new Date(now.getTime() + random.below(dayMs))
        if (random.chance(0.05)) {
          m.queue.push(at)
          return []
        }
        const late = random.chance(0.2) ? m.queue.splice(0).filter((q) => now.getTime() - q.getTime() < 31 * dayMs) : []
        return [at, ...late].flatMap((q) => {
          const companyId = companyAt(m.memberships, q) ?? ''
          const use = {
            memberId: m.id,
            companyId,
            surface: random.pick(['mobile', 'mobile', 'web', 'pc'] as const),
            day: dayAt(zonesOf(companyId), q),
          }
          return random.chance(0.2) ? [...signInMarks(use), ...useMarks(use)] : useMarks(use)
        })
      })
      await scope.transaction((ctx) => recordMarks(ctx, marks))
      model.mark(marks)
      if (random.chance(0.05)) await scope.transaction((ctx) => recordMarks(ctx, marks.slice(0, 50)))

      const today = addDays(now.toISOString().slice(0, 10), 2)
      const lately = addDays(today, -34)
      for (const companyId of companies) {
        const asked = [
          { fact: factCode.active, from: addDays(today, -364), to: today },
          { fact: factCode.mobile, from: lately, to: today },
          ...Array.from({ length: 3 }, () => ({ fact: factCode[random.pick(shown)], ...randomPeriod(random, today) })),
        ]
        const { figures } = await scope.transaction((ctx) => selectFigures(ctx.db, tenant, companyId, asked))
        // The whole series is compared every 20 days, its last 35 days, which alone can change, every day.
        const days = (a: { to: string; from: string }) => (i % 20 === 0 ? a : { ...a, from: a.from > lately ? a.from : lately })
        for (const [k, a] of asked.entries()) {
          expect(figures[k]?.distinct, `${a.from}..${a.to} on day ${i}`).toBe(model.distinct(companyId, a.fact, a.from, a.to))
          const { from, to } = days(a)
          if (from <= to)
            expect(figures[k]?.counts.slice(-model.counts(companyId, a.fact, from, to).length)).toEqual(
              model.counts(companyId, a.fact, from, to),
            )
        }
      }
      if (i % 137 === 0 || i === 1095) {
        const asked = Array.from({ length: 20 }, () => ({ fact: factCode[random.pick(shown)], ...randomPeriod(random, today) }))
        const read = () =>
          scope.transaction((ctx) => Promise.all(companies.map(async (c) => (await selectFigures(ctx.db, tenant, c, asked)).figures)))
        const before = await read()
        expect(await recountAll(scope)).toBe(0)
        expect(await read()).toEqual(before)
      }
    }
  },
)
