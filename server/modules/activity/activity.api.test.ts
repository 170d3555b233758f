import { randomUUID } from 'node:crypto'
import readExcelFile from 'read-excel-file/node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { activeUsersShape, type ActiveUsers, type Surface } from '@muster/contract'
import { changeTimeZone, createCompany, createTenant, dayAt, getCompany } from '#modules/company'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { getActiveUsers, getActiveUsersFile } from './activity.service.ts'
import { recordMarks, recordSignIn, useMarks } from './record.service.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

let now: Date
let tenant: string
let companyId: string
const scope = () => scopes(database.app.db, () => now, createLog('silent'))(tenant, systemActor('test'))
const at = (instant: string) => {
  now = new Date(instant)
}

/** A company made on `created`, its zone and name. */
async function found(zone: string, created: string, name = 'Hanbit') {
  at(created)
  tenant = randomUUID()
  companyId = await scope().transaction(async (ctx) => {
    await createTenant(ctx, name)
    return createCompany(ctx, {
      name,
      domain: `${tenant}.example`,
      zone,
      plan: { core: 'standard', drive: true, approval: true },
      locale: 'ko',
    })
  })
}

/** A member uses the suite, or signs in, at an instant: recorded on the company's day, as the routes do. */
const use = (instant: string, memberId: string, surface: Surface = 'mobile', signsIn = false) =>
  scope().transaction(async (ctx) => {
    const { zones } = await getCompany(ctx, companyId)
    const what = { memberId, companyId, surface, day: dayAt(zones, new Date(instant)) }
    await (signsIn ? recordSignIn(ctx, what) : recordMarks(ctx, useMarks(what)))
  })
const users = async (active?: string, mobile?: string): Promise<ActiveUsers> =>
  activeUsersShape.parse(await scope().transaction((ctx) => getActiveUsers(ctx, { companyId, active, mobile })))
const sheet = async (section: 'active' | 'mobile', period?: string, locale: 'en' | 'ko' | 'ja' = 'en') => {
  const file = await scope().transaction((ctx) => getActiveUsersFile(ctx, { companyId, section, period, locale }))
  const { data } = (await readExcelFile(await file.write()))[0] ?? { data: [] }
  return { name: file.name, rows: data as unknown[][] }
}

beforeEach(() => found('Asia/Seoul', '2025-06-01T00:00:00Z'))

describe('the page', () => {
  it('AU-1, pitfall 2: never signs in but keeps using the mobile app: mobile active and active, not signed in', async () => {
    const [signsIn, keepsUsing] = [randomUUID(), randomUUID()]
    await use('2026-11-20T03:00:00Z', signsIn, 'web', true)
    await use('2026-11-20T03:00:00Z', keepsUsing, 'mobile')
    at('2026-11-21T03:00:00Z')
    const { active, mobile, today, range } = await users('7d', '7d')
    expect([today, range]).toEqual(['2026-11-21', { earliest: '2025-11-22', latest: '2026-11-21' }])
    expect(active.series.active).toEqual({ distinct: 2, counts: [0, 0, 0, 0, 0, 2, 0] })
    expect(active.series.signed_in).toEqual({ distinct: 1, counts: [0, 0, 0, 0, 0, 1, 0] })
    expect(mobile.series.mobile).toEqual({ distinct: 1, counts: [0, 0, 0, 0, 0, 1, 0] })
  })

  it('AU-3, AU-4: each section has its own period; 30 days unless asked', async () => {
    at('2026-11-21T03:00:00Z')
    const page = await users(undefined, '2026-11-01..2026-11-03')
    expect(page.active.period).toEqual({ preset: '30d', from: '2026-10-23', to: '2026-11-21', days: 30 })
    expect(page.mobile.period).toEqual({ preset: null, from: '2026-11-01', to: '2026-11-03', days: 3 })
    await expect(users('2026-11-22..2026-11-22')).rejects.toMatchObject({
      code: 'period_invalid',
      details: { earliest: '2025-11-22', latest: '2026-11-21', reason: 'future' },
    })
  })

  it('AU-7, T-1, pitfall 4: a session across midnight counts on both days; 23:59:59.999 and 00:00:00.000', async () => {
    const [both, before, after] = [randomUUID(), randomUUID(), randomUUID()]
    for (const id of [both, before]) await use('2026-11-20T14:59:59.999Z', id)
    for (const id of [both, after]) await use('2026-11-20T15:00:00.000Z', id)
    at('2026-11-20T15:00:01Z')
    const { active, today } = await users('2026-11-20..2026-11-21')
    expect(today).toBe('2026-11-21')
    expect(active.series.active).toEqual({ distinct: 3, counts: [2, 2] })
  })

  it.each([
    ['Asia/Seoul', '2026-03-08T15:00:00.000Z', '2026-03-09'],
    // The days on which clocks change have 23 and 25 hours.
    ['America/Los_Angeles', '2026-03-08T08:00:00.000Z', '2026-03-08'],
    ['America/Los_Angeles', '2026-03-09T07:00:00.000Z', '2026-03-09'],
    ['America/Los_Angeles', '2025-11-02T07:00:00.000Z', '2025-11-02'],
    ['America/Los_Angeles', '2025-11-03T08:00:00.000Z', '2025-11-03'],
    ['Asia/Kathmandu', '2026-03-08T18:15:00.000Z', '2026-03-09'],
  ])('T-1, pitfall 5: in %s the day begins at %s; page and file agree', async (zone, instant, day) => {
    await found(zone, '2025-06-01T00:00:00Z')
    const yesterday = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
    await use(new Date(Date.parse(instant) - 1).toISOString(), randomUUID())
    for (let i = 0; i < 2; i++) await use(instant, randomUUID())
    at(new Date(Date.parse(instant) + 3_600_000).toISOString())
    const period = `${yesterday}..${day}`
    const page = await users(period, period)
    expect(page.active.series.active?.counts).toEqual([1, 2])
    expect(page.mobile.series.mobile?.counts).toEqual([1, 2])
    const { rows } = await sheet('active', period)
    expect(rows.slice(-2).map((r) => [(r[0] as Date).toISOString(), r[1]])).toEqual([
      [`${yesterday}T00:00:00.000Z`, 1],
      [`${day}T00:00:00.000Z`, 2],
    ])
  })

  it('T-3: a change of zone is named with its first day; recorded days never move; a late event uses the zone at its instant', async () => {
    const [early, late] = [randomUUID(), randomUUID()]
    await use('2026-11-10T16:00:00Z', early)
    at('2026-11-12T03:00:00Z')
    await scope().transaction((ctx) => changeTimeZone(ctx, companyId, 'America/Los_Angeles'))
    // A late event of before the change: still the 11th in Seoul, though the 10th in Los Angeles.
    at('2026-11-16T03:00:00Z')
    await use('2026-11-10T17:00:00Z', late)
    const page = await users('7d', '2026-11-11..2026-11-11')
    expect([page.zone, page.today]).toEqual(['America/Los_Angeles', '2026-11-15'])
    expect(page.zoneChanges).toEqual([{ day: '2026-11-13', from: 'Asia/Seoul', to: 'America/Los_Angeles' }])
    expect(page.mobile.series.mobile).toEqual({ distinct: 2, counts: [2] })
    const file = await sheet('active', '7d')
    expect(file.name).toBe('active-users_2026-11-09_2026-11-15_time-zone-changed.xlsx')
    expect(file.rows.flat()).toContain('Time zone changed on 2026-11-13: Asia/Seoul → America/Los_Angeles')
    expect((await users('2026-11-14..2026-11-15', '2026-11-14..2026-11-15')).zoneChanges).toEqual([])
  })

  it('AU-7, pitfall 8: a company one day old shows nothing before its first day, and zeros after it', async () => {
    await found('Asia/Seoul', '2026-11-20T03:00:00Z')
    at('2026-11-21T03:00:00Z')
    const empty = await users('7d')
    expect([empty.knownFrom, empty.active.series.active]).toEqual([null, { distinct: 0, counts: Array(7).fill(null) }])
    await use('2026-11-21T03:00:00Z', randomUUID())
    const page = await users('7d')
    expect([page.knownFrom, page.active.series.active]).toEqual([
      '2026-11-20',
      { distinct: 1, counts: [null, null, null, null, null, 0, 1] },
    ])
  })

  it('AU-7, pitfall 8: imported history is known from its first day', async () => {
    await found('Asia/Seoul', '2026-11-20T03:00:00Z')
    at('2026-11-21T03:00:00Z')
    await use('2026-11-17T03:00:00Z', randomUUID())
    const page = await users('7d')
    expect([page.knownFrom, page.active.series.active]).toEqual(['2026-11-17', { distinct: 1, counts: [null, null, 1, 0, 0, 0, 0] }])
  })

  it('AU-6, pitfall 10: a new account under an old ID is another person', async () => {
    at('2026-11-21T03:00:00Z')
    const [old, recreated] = [randomUUID(), randomUUID()]
    await use('2026-11-18T03:00:00Z', old)
    await use('2026-11-20T03:00:00Z', recreated)
    expect((await users('7d')).active.series.active).toEqual({ distinct: 2, counts: [0, 0, 0, 1, 0, 1, 0] })
  })

  it('another tenant sees nothing of it, neither the company nor its days', async () => {
    at('2026-11-21T03:00:00Z')
    await use('2026-11-20T03:00:00Z', randomUUID())
    const theirs = companyId
    await found('Asia/Seoul', '2025-06-01T00:00:00Z')
    at('2026-11-21T03:00:00Z')
    const asked = scope().transaction((ctx) => getActiveUsers(ctx, { companyId: theirs }))
    await expect(asked).rejects.toMatchObject({ code: 'not_found' })
    const { rows } = await database.owner.pool.query(
      "select relname from pg_class c join pg_namespace n on n.oid = relnamespace where nspname = 'activity' and relkind = 'r' and not relrowsecurity",
    )
    expect(rows).toEqual([])
  })
})

describe('the file', () => {
  const fill = async () => {
    at('2026-11-21T03:00:00Z')
    const [a, b] = [randomUUID(), randomUUID()]
    await use('2026-11-20T03:00:00Z', a, 'web', true)
    await use('2026-11-20T03:00:00Z', b)
    await use('2026-11-21T02:00:00Z', b)
  }

  it('AU-5: holds what is on the screen: header, real dates, real numbers, today marked partial', async () => {
    await fill()
    const { name, rows } = await sheet('active', '2026-11-19..2026-11-21')
    expect(name).toBe('active-users_2026-11-19_2026-11-21.xlsx')
    expect(rows).toEqual([
      ['Active users', null, null, null],
      ['Company', 'Hanbit', null, null],
      ['Period', '2026-11-19 – 2026-11-21', null, null],
      ['Time zone', 'Asia/Seoul', null, null],
      ['Generated at', '2026-11-21 12:00:00 GMT+09:00', '2026-11-21 03:00:00 UTC', null],
      ['Active members in the period (each counted once)', 2, null, null],
      ['Of these, signed in (interactively)', 1, null, null],
      ['A member is active on a day when they signed in or used the suite that day on any surface.', null, null, null],
      [null, null, null, null],
      ['Day', 'Active members', 'Signed in (interactively)', 'Note'],
      [new Date('2026-11-19T00:00:00Z'), 0, 0, null],
      [new Date('2026-11-20T00:00:00Z'), 2, 1, null],
      [new Date('2026-11-21T00:00:00Z'), 1, 0, 'Partial: the day is not over'],
    ])
  })

  it.each([
    ['ko', '모바일 앱 활성 사용자', '날짜'],
    ['ja', 'モバイルアプリのアクティブユーザー', '日付'],
  ] as const)('AU-5, RE-2: speaks %s', async (locale, title, day) => {
    await fill()
    const { name, rows } = await sheet('mobile', '7d', locale)
    expect(name).toBe('active-mobile-users_2026-11-15_2026-11-21.xlsx')
    expect(rows[0]?.[0]).toBe(title)
    expect(rows.find((r) => r[0] === day)).toHaveLength(3)
    expect(rows.slice(-2).map((r) => r[1])).toEqual([1, 1])
  })

  it('AU-5, pitfall 8: a day nothing is known of is an empty cell, not a zero, and the file says so', async () => {
    await found('Asia/Seoul', '2026-11-20T03:00:00Z')
    await fill()
    const { rows } = await sheet('active', '2026-11-18..2026-11-21')
    expect(rows.slice(-4).map((r) => r[1])).toEqual([null, null, 2, 1])
    expect(rows.flat()).toContain('An empty count means that nothing is known of that day.')
  })

  it.each(['=HYPERLINK("http://x","y")', '+82', '-1+1', '@SUM(A1)', '\tname', '00123'])(
    'AU-5, pitfall 17: a company named %j stays text',
    async (name) => {
      await found('Asia/Seoul', '2025-06-01T00:00:00Z', name)
      await fill()
      expect((await sheet('active', '7d')).rows[1]?.[1]).toBe(name.trim())
    },
  )
})
