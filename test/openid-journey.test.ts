import * as openid from 'openid-client'
import readExcelFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ActiveUsers, Section, Surface } from '@muster/contract'
import { appointAdministrator } from '../server/modules/company/index.ts'
import {
  deleteMember,
  registerMembers,
  suspendMember,
  transferMember,
  undeleteMember,
  unsuspendMember,
} from '../server/modules/members/index.ts'
import { hashPassword, setPasswords } from '../server/modules/signin/index.ts'
import { createRandom } from './activity.ts'
import { sized } from './size.ts'
import { Browser, callClient, signIn, signInToConsole, type Tokens } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'
import { hasOpenOperation } from '../server/modules/devices/index.ts'

/**
 * A journey of a corporate group over 60 injected days, by an independent OpenID client library. Every raw event is written down here
 * as it happens, and recounted at the end with sets and with days computed from a table of offsets: nothing of the server's own.
 */
const firstDay = Date.UTC(2026, 8, 23)
const journeyDays = 60
const hour = 3_600_000
const day = 24 * hour

/** Minutes ahead of UTC, by hand. Los Angeles leaves daylight saving on 1 November 2026, 2:00, which is 9:00 UTC. */
const offsets = {
  'Asia/Seoul': () => 540,
  'America/Los_Angeles': (at: number) => (at < Date.UTC(2026, 10, 1, 9) ? -420 : -480),
  'Asia/Kathmandu': () => 345,
} as const
type Zone = keyof typeof offsets
const zones = Object.keys(offsets) as Zone[]
const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10)
const dayIn = (zone: Zone, at: number) => isoDay(at + offsets[zone](at) * 60_000)
const plus = (of: string, days: number) => isoDay(Date.parse(`${of}T00:00:00Z`) + days * day)

type House = TestCompany & { zone: Zone; createdAt: number }
type Session = { surface: Surface; tokens: Tokens; issuedAt: number }
type Person = {
  id: string
  login: string
  homes: { house: House; from: number }[]
  sessions: Session[]
  browser: Browser | undefined
  inBrowser: Surface[]
}
type Raw = { at: number; member: string; house: House; surface: Surface; kind: 'sign_in' | 'use' }

type Luck = ReturnType<typeof createRandom>
const random = createRandom(20261121)
const surfaces: readonly Surface[] = ['mobile', 'pc', 'drive_mobile', 'drive_explorer', 'web']
const events: Raw[] = []
/** What a member's app or an administrator did that is no use: member and house at an instant. */
const silent: Omit<Raw, 'surface' | 'kind'>[] = []
const seen = { signIns: 0, expired: 0, tooOld: 0, inFuture: 0, repeated: 0, acrossMidnight: 0 }

let server: TestServer
let houses: House[]
let people: Person[]
let hash: string
let now = firstDay

const setNow = (at: number) => {
  now = at
  vi.setSystemTime(at)
}
const houseAt = (p: Person, at: number): House => {
  const home = p.homes.findLast((h) => h.from <= at) ?? p.homes[0]
  if (!home) throw new Error('a member has a home')
  return home.house
}
const record = (p: Person, surface: Surface, kind: Raw['kind'], at = now) =>
  events.push({ at, member: p.id, house: houseAt(p, at), surface, kind })
const quiet = (p: Person) => silent.push({ at: now, member: p.id, house: houseAt(p, now) })
const tenant = () => houses[0]?.tenant ?? ''

async function interactive(p: Person, surface: Surface): Promise<void> {
  p.browser = new Browser()
  p.inBrowser = [surface]
  p.sessions.push({ surface, tokens: await signIn(server.url, surface, p.login, password, p.browser), issuedAt: now })
  record(p, surface, 'sign_in')
  seen.signIns++
}

/** The browser's single sign-on brings the next app along: not asked for a password, so no interactive sign-in. */
async function comeAlong(p: Person): Promise<boolean> {
  const next = surfaces.find((s) => !p.inBrowser.includes(s))
  if (!p.browser || !next) return false
  p.inBrowser.push(next)
  p.sessions.push({ surface: next, tokens: await signIn(server.url, next, p.login, 'never asked for', p.browser), issuedAt: now })
  quiet(p)
  return true
}

/** A member opens a page of ours: the console signs in by itself, and its page counts as a use of the web. */
async function openPage(p: Person): Promise<void> {
  const browser = await signInToConsole(server.url, p.login, password)
  record(p, 'web', 'sign_in')
  expect((await browser.fetch(`${server.url}/api/v1/me`)).status).toBe(200)
  record(p, 'web', 'use')
}

async function refresh(s: Session): Promise<void> {
  const t = await openid.refreshTokenGrant(s.tokens.config, s.tokens.refresh ?? '')
  s.tokens = { ...s.tokens, access: t.access_token, refresh: t.refresh_token }
  s.issuedAt = now
}

/** Access tokens live an hour. */
async function awake(s: Session, luck = random): Promise<void> {
  if (now - s.issuedAt < hour) return
  if (luck.chance(0.1)) {
    expect((await callClient(server.url, s.tokens, 'POST', '/client/v1/activity', {})).status).toBe(401)
    seen.expired++
  }
  await refresh(s)
}

async function report(s: Session, body: unknown): Promise<unknown> {
  const answer = await callClient(server.url, s.tokens, 'POST', '/client/v1/activity', body)
  expect(answer.status).toBe(200)
  return answer.json()
}

async function useNow(p: Person, s: Session, luck = random): Promise<void> {
  await awake(s, luck)
  const times = luck.chance(0.2) ? 3 : 1
  if (times > 1) seen.repeated++
  for (const answer of await Promise.all(Array.from({ length: times }, () => report(s, {}))))
    expect(answer).toEqual({ recorded: 1, ignored: [] })
  record(p, s.surface, 'use')
}

/** An app was offline and sends what its member used meanwhile, some of it too old or ahead of time, sometimes twice. */
async function upload(p: Person, s: Session, luck: Luck): Promise<void> {
  await awake(s, luck)
  const times = Array.from({ length: 2 + luck.below(10) }, () => now - luck.below(31 * day))
  if (luck.chance(0.3)) times.push(now - 31 * day, now - 31 * day - 1, now + 300_000, now + 300_001, now - 40 * day)
  const ignored = times.flatMap((at, index) =>
    at < now - 31 * day ? [{ index, reason: 'too_old' }] : at > now + 300_000 ? [{ index, reason: 'in_future' }] : [],
  )
  const body = { uses: times.map((at) => ({ at: new Date(at).toISOString() })) }
  for (let i = luck.chance(0.3) ? 2 : 1; i > 0; i--)
    expect(await report(s, body)).toEqual({ recorded: times.length - ignored.length, ignored })
  seen.tooOld += ignored.filter((i) => i.reason === 'too_old').length
  seen.inFuture += ignored.filter((i) => i.reason === 'in_future').length
  times.forEach((at, index) => ignored.some((i) => i.index === index) || record(p, s.surface, 'use', at))
}

/** What an app does by itself, and what an administrator or a stranger does to a member: none of it is use. */
async function background(p: Person, s: Session, luck: Luck): Promise<void> {
  const what = luck.below(5)
  if (what < 2) await refresh(s)
  else {
    await awake(s, luck)
    if (what === 2) {
      const device = {
        vendorId: `${p.id}-${s.surface}`,
        model: 'Galaxy S30',
        os: 'android',
        osVersion: '17',
        appVersion: `4.${luck.below(9)}.0`,
      }
      expect((await callClient(server.url, s.tokens, 'PUT', '/client/v1/device', device)).status).toBe(200)
    } else if (what === 3) {
      const stream = await callClient(server.url, s.tokens, 'GET', '/client/v1/stream')
      expect(stream.status).toBe(200)
      await stream.body?.cancel()
    } else await openid.fetchUserInfo(s.tokens.config, s.tokens.access, s.tokens.sub)
  }
  quiet(p)
}

async function failToSignIn(p: Person): Promise<void> {
  await expect(signIn(server.url, 'mobile', p.login, 'not the password')).rejects.toThrow('401')
  quiet(p)
}

const signOutEverywhere = (p: Person) => {
  p.sessions = []
  p.browser = undefined
}

/** Deletes, suspends, restores and moves members, on the days it is their turn. */
async function administer(dayNumber: number): Promise<void> {
  const ofHouse = (house: House | undefined, from: number, to: number) =>
    people.filter((p) => p.homes.at(-1)?.house === house && signsIn(p)).slice(from, to)
  const each = async (who: Person[], verb: (ctx: Parameters<Parameters<TestServer['as']>[1]>[0], p: Person) => Promise<unknown>) => {
    for (const p of who) {
      await server.as(tenant(), (ctx) => verb(ctx, p))
      quiet(p)
    }
    return who
  }
  if (dayNumber === 15)
    for (const house of houses)
      (await each(ofHouse(house, 0, 4), (ctx, p) => deleteMember(ctx, p.id))).forEach((p) => gone.add(p) && signOutEverywhere(p))
  if (dayNumber === 17)
    for (const house of houses)
      (await each(ofHouse(house, 10, 12), (ctx, p) => suspendMember(ctx, p.id))).forEach((p) => away.add(p) && signOutEverywhere(p))
  if (dayNumber === 20) {
    const [back] = [...gone]
    if (back) {
      await each([back], (ctx, p) => undeleteMember(ctx, p.id))
      gone.delete(back)
    }
    await each([...away], (ctx, p) => unsuspendMember(ctx, p.id))
    away.clear()
  }
  if (dayNumber === 23) await recreate()
  if (dayNumber === 28) await signInTheRest()
  if (dayNumber === 32) {
    const [seoul, angeles] = houses
    if (!seoul || !angeles) return
    for (const p of ofHouse(seoul, 20, 24)) {
      const login = `moved-${p.login.split('@')[0]}`
      await each([p], (ctx) => transferMember(ctx, p.id, { companyId: angeles.companyId, login }, hasOpenOperation))
      Object.assign(p, { login: `${login}@${angeles.domain}` })
      p.homes.push({ house: angeles, from: now })
      signOutEverywhere(p)
    }
  }
}

const gone = new Set<Person>()
const away = new Set<Person>()
/** Every tenth is registered and never signs in. */
const signsIn = (p: Person) => people.indexOf(p) % 10 !== 9

/** Seven days later: the deleted are purged, and others get accounts under the same IDs. */
async function recreate(): Promise<void> {
  const [first] = gone
  const register = async (p: Person) => {
    const { companyId } = houseAt(p, now)
    return server.as(tenant(), async (ctx) => {
      const [id = ''] = await registerMembers(ctx, [
        { companyId, login: p.login.split('@')[0] ?? '', name: 'Someone else', locale: 'en', registeredBy: 'admin' },
      ])
      await setPasswords(ctx, [{ id, companyId }], hash)
      return id
    })
  }
  if (first) await expect(register(first)).rejects.toThrow('id_taken')
  await server.runJob('members.purge')
  for (const p of gone)
    people.push({
      ...p,
      id: await register(p),
      homes: [{ house: houseAt(p, now), from: now }],
      sessions: [],
      browser: undefined,
      inBrowser: [],
    })
  expect(gone.size).toBeGreaterThan(8)
}

/** MB-1: a first password is dead after 30 days, so whoever signs in at all has done so by now. */
async function signInTheRest(): Promise<void> {
  for (const p of people)
    if (signsIn(p) && p.sessions.length === 0 && !gone.has(p) && !away.has(p)) await interactive(p, random.pick(surfaces))
}

/** One instant: a few members do something at once, each one thing. */
async function moment(atMost: number): Promise<void> {
  const busy = new Set<Person>()
  const acts: Promise<unknown>[] = []
  for (let i = 0; i < atMost; i++) {
    const p = random.pick(people)
    if (busy.has(p) || gone.has(p) || away.has(p)) continue
    busy.add(p)
    // What goes on at once draws from luck of its own: the journey is the same in every run.
    const luck = createRandom(random.below(2 ** 31))
    const s = p.sessions.length > 0 ? random.pick(p.sessions) : undefined
    if (!signsIn(p)) acts.push(random.chance(0.2) ? failToSignIn(p) : Promise.resolve())
    // oxlint-disable-next-line no-dupe-else-if -- every chance is drawn anew
    else if (!s || random.chance(0.1)) acts.push(random.chance(0.05) ? openPage(p) : interactive(p, random.pick(surfaces)))
    else if (random.chance(0.1)) acts.push(comeAlong(p).then((came) => (came ? undefined : useNow(p, s, luck))))
    else if (random.chance(0.3)) acts.push(upload(p, s, luck))
    else if (random.chance(0.35)) acts.push(background(p, s, luck))
    else acts.push(useNow(p, s, luck))
  }
  await Promise.all(acts)
}

/** A session that is used in the last millisecond of a day, and on with the same token in the first of the next. */
async function acrossMidnight(house: House, midnight: number): Promise<void> {
  const found = people.filter((p) => p.homes.at(-1)?.house === house && p.sessions.length > 0 && !gone.has(p) && !away.has(p))
  const p = found.length > 0 ? random.pick(found) : undefined
  const s = p?.sessions.at(-1)
  setNow(midnight - 1)
  if (p && s) await useNow(p, s)
  setNow(midnight)
  if (!p || !s) return
  expect(now - s.issuedAt).toBeLessThan(hour)
  await useNow(p, s)
  seen.acrossMidnight++
}

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: firstDay })
  server = await startTestServer()
  hash = await hashPassword(password)
  houses = []
  for (const zone of zones) {
    const shared = houses[0] ? { tenant: tenant() } : {}
    houses.push({
      ...(await makeCompany(server, {
        zone,
        name: `House of ${zone}`,
        domain: `${zone.split('/')[1]?.toLowerCase().replace('_', '-')}.example`,
        ...shared,
      })),
      zone,
      createdAt: now,
    })
  }
  people = []
  for (const [i, house] of houses.entries()) {
    for (const m of await makeMembers(server, house, [70, 70, 60][i] ?? 0))
      people.push({ ...m, homes: [{ house, from: now }], sessions: [], browser: undefined, inBrowser: [] })
  }
  await server.as(tenant(), async (ctx) => {
    for (const house of houses.slice(1))
      await appointAdministrator(ctx, { companyId: house.companyId, memberId: houses[0]?.admin.id ?? '', role: 'sub_admin' })
  })
  await signInAdministrator()
  for (let d = 0; d < journeyDays; d++) {
    const midnights = houses.map((house) => {
      const utc = firstDay + d * day
      const guess = utc - offsets[house.zone](utc) * 60_000
      return { at: utc - offsets[house.zone](guess) * 60_000, house }
    })
    // Los Angeles' midnight is of the UTC day, the others' before it: each UTC day has one of each.
    const instants = midnights.map(({ at, house }) => ({ at: at < firstDay + d * day ? at + day : at, house })) as {
      at: number
      house?: House
    }[]
    for (let i = 0; i < 4; i++) instants.push({ at: firstDay + d * day + random.below(day) })
    for (const { at, house } of instants.toSorted((a, b) => a.at - b.at)) {
      if (house) await acrossMidnight(house, at)
      else setNow(at)
      await moment(sized(2, 6))
    }
    await administer(d)
  }
  setNow(Date.UTC(2026, 10, 21, 23, 30))
  await signInAdministrator()
}, 600_000)
afterAll(async () => {
  vi.useRealTimers()
  await server.stop()
})

const kinds = {
  active: () => true,
  signed_in: (e: Raw) => e.kind === 'sign_in',
  mobile: (e: Raw) => e.surface === 'mobile',
  pc: (e: Raw) => e.surface === 'pc',
  drive_mobile: (e: Raw) => e.surface === 'drive_mobile',
  drive_explorer: (e: Raw) => e.surface === 'drive_explorer',
  web: (e: Raw) => e.surface === 'web',
} as const
type Series = keyof typeof kinds

/** The brute force: who did it on which day, a set per day. Counted once, unless there are more events since. */
function recountOf(house: House, series: Series): Map<string, Set<string>> {
  const key = `${house.companyId} ${series} ${events.length}`
  const counted = recounts.get(key)
  if (counted) return counted
  const days = new Map<string, Set<string>>()
  for (const e of events) {
    if (e.house !== house || !kinds[series](e)) continue
    const of = dayIn(house.zone, e.at)
    days.set(of, (days.get(of) ?? new Set()).add(e.member))
  }
  recounts.set(key, days)
  return days
}
const recounts = new Map<string, Map<string, Set<string>>>()

function expected(house: House, from: string, to: string) {
  const created = dayIn(house.zone, house.createdAt)
  const known = [created, ...recountOf(house, 'active').keys()].toSorted()[0] ?? created
  return (series: Series) => {
    const days = recountOf(house, series)
    const counts: (number | null)[] = []
    const members = new Set<string>()
    for (let d = from; d <= to; d = plus(d, 1)) {
      for (const m of days.get(d) ?? []) members.add(m)
      counts.push(d < known ? null : (days.get(d)?.size ?? 0))
    }
    return { distinct: members.size, counts }
  }
}

const today = (house: House) => dayIn(house.zone, now)
/** Most periods touch the journey; the rest fall anywhere in the year. */
function randomPeriod(house: House): { from: string; to: string } {
  const newest = random.chance(0.85) ? random.below(100) : random.below(365)
  const length = random.chance(0.5) ? random.below(30) : random.below(365)
  return { from: plus(today(house), -Math.min(364, newest + length)), to: plus(today(house), -newest) }
}
const written = (p: { from: string; to: string }) => `${p.from}..${p.to}`
const statistics = (house: House) => `${server.url}/api/v1/companies/${house.companyId}/statistics/active-users`

let admin: Browser
/** The administrator of all three signs in to the console, which counts too; its session lives for 12 hours. */
async function signInAdministrator(): Promise<void> {
  const [house] = houses
  if (!house) throw new Error('no house')
  admin = await signInToConsole(server.url, house.admin.login, password)
  events.push({ at: now, member: house.admin.id, house, surface: 'web', kind: 'sign_in' })
}
async function ask<T>(url: string, read: (answer: Response) => Promise<T>): Promise<T> {
  const answer = await admin.fetch(url)
  expect(answer.status).toBe(200)
  return read(answer)
}
const users = (house: House, active: { from: string; to: string }, mobile = active) =>
  ask(`${statistics(house)}?active=${written(active)}&mobile=${written(mobile)}`, (a) => a.json() as Promise<ActiveUsers>)

describe('60 days of 200 members and an independent OpenID client library, against a recount of the raw events', () => {
  it('SX-1: the journey happened, with everything that makes counting hard', () => {
    expect(people.length).toBeGreaterThan(205)
    expect(new Set(events.map((e) => `${e.surface} ${e.kind}`)).size).toBe(10)
    expect(events.length).toBeGreaterThan(sized(1_300, 4_000))
    expect(seen.signIns).toBeGreaterThan(sized(130, 300))
    expect(seen.acrossMidnight).toBeGreaterThan(150)
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(sized(4, 20))
    // The longest day of Los Angeles was used in all of its 25 hours' ends.
    const longest = events
      .filter((e) => e.house.zone === 'America/Los_Angeles' && dayIn(e.house.zone, e.at) === '2026-11-01')
      .map((e) => e.at)
    expect(Math.max(...longest) - Math.min(...longest)).toBeGreaterThan(24 * hour)
  })

  it('AU-1: refreshing tokens, streams, device reports, single sign-on, failed sign-ins and administrators make nobody active', async () => {
    for (const house of houses) {
      const days = recountOf(house, 'active')
      const idle = silent.filter((s) => s.house === house && !days.get(dayIn(house.zone, s.at))?.has(s.member))
      expect(idle.length).toBeGreaterThan(40)
      for (const of of new Set(idle.map((s) => dayIn(house.zone, s.at)))) {
        const got = await users(house, { from: of, to: of })
        expect(got.active.series.active, of).toEqual({ distinct: days.get(of)?.size ?? 0, counts: [days.get(of)?.size ?? 0] })
      }
    }
  })

  it('AU-2, AU-3, AU-6, AU-7, T-1, pitfalls 1, 2, 4, 5, 10: 500 random periods in three zones agree, both sections and the sign-in series', async () => {
    let figures = 0
    for (let i = 0; i < 500; i++) {
      const house = random.pick(houses)
      const [active, mobile] = [randomPeriod(house), randomPeriod(house)]
      const got = await users(house, active, mobile)
      const want = expected(house, active.from, active.to)
      expect(got.active.series, `${house.zone} ${written(active)}`).toEqual({ active: want('active'), signed_in: want('signed_in') })
      expect(got.mobile.series, `${house.zone} ${written(mobile)}`).toEqual({ mobile: expected(house, mobile.from, mobile.to)('mobile') })
      figures += got.active.series.active?.distinct ? 1 : 0
    }
    expect(figures).toBeGreaterThan(300)
  })

  it('T-1, AU-3: each company has its own today, and its presets are counted from it', async () => {
    expect(houses.map(today)).toEqual(['2026-11-22', '2026-11-21', '2026-11-22'])
    for (const house of houses) {
      for (const [preset, days] of [
        ['7d', 7],
        ['30d', 30],
      ] as const) {
        const got = await ask(`${statistics(house)}?active=${preset}&mobile=${preset}`, (a) => a.json() as Promise<ActiveUsers>)
        expect({ today: got.today, zone: got.zone, period: got.active.period }).toEqual({
          today: today(house),
          zone: house.zone,
          period: { preset, from: plus(today(house), 1 - days), to: today(house), days },
        })
        expect(got.active.series.active).toEqual(expected(house, plus(today(house), 1 - days), today(house))('active'))
        expect(got.mobile.series.mobile).toEqual(expected(house, plus(today(house), 1 - days), today(house))('mobile'))
      }
    }
  })

  it('AU-5: the file holds the same days, counts and distinct members, dates as dates', async () => {
    for (let i = 0; i < 24; i++) {
      const house = houses[i % 3]
      if (!house) throw new Error('no house')
      const section: Section = i % 2 ? 'mobile' : 'active'
      const period = randomPeriod(house)
      const file = await ask(`${statistics(house)}.xlsx?section=${section}&period=${written(period)}`, (a) => a.arrayBuffer())
      const rows = ((await readExcelFile(Buffer.from(file)))[0]?.data ?? []) as unknown[][]
      const want = expected(house, period.from, period.to)
      const columns = (section === 'active' ? (['active', 'signed_in'] as const) : (['mobile'] as const)).map(want)
      const table = rows
        .filter((r) => r[0] instanceof Date)
        .map((r) => [(r[0] as Date).toISOString(), ...columns.map((_, c) => r[c + 1] ?? null)])
      expect(table).toEqual(
        (columns[0]?.counts ?? []).map((_, d) => [`${plus(period.from, d)}T00:00:00.000Z`, ...columns.map((c) => c.counts[d])]),
      )
      expect(rows.filter((r) => /each counted once|signed in/.test(String(r[0])) && typeof r[1] === 'number').map((r) => r[1])).toEqual(
        columns.map((c) => c.distinct),
      )
      expect(rows.flat()).toEqual(expect.arrayContaining([`House of ${house.zone}`, house.zone, `${period.from} – ${period.to}`]))
    }
  })

  it('AU-1: each of the five surfaces is kept apart, day by day', async () => {
    const { rows } = await server.database.owner.pool.query<{ company: string; fact: number; day: string; n: number }>(
      'select company_id as company, fact, day::text, n from activity.day where fact > 2 and n > 0',
    )
    const codes = { 3: 'mobile', 4: 'pc', 5: 'drive_mobile', 6: 'drive_explorer', 7: 'web' } as Record<number, Surface>
    const want = houses.flatMap((house) =>
      Object.entries(codes).flatMap(([fact, surface]) =>
        [...recountOf(house, surface)].map(([d, set]) => `${house.companyId} ${fact} ${d} ${set.size}`),
      ),
    )
    expect(rows.map((r) => `${r.company} ${r.fact} ${r.day} ${r.n}`).toSorted()).toEqual(want.toSorted())
  })

  it('AU-6: the figures are the same after members are deleted and purged, and after a recount that finds nothing to repair', async () => {
    const asked = Array.from({ length: 60 }, () => ({
      house: random.pick(houses),
      period: { from: '2026-08-23', to: plus('2026-11-20', -random.below(60)) },
    }))
    const figures = async () => {
      const all: unknown[] = []
      for (const { house, period } of asked) all.push(await users(house, period).then((u) => [u.active.series, u.mobile.series]))
      return all
    }
    const before = await figures()
    const active = people.filter((p) => signsIn(p) && !gone.has(p)).slice(0, 40)
    for (const p of active) await server.as(tenant(), (ctx) => deleteMember(ctx, p.id))
    expect(await figures()).toEqual(before)
    setNow(now + 7 * day)
    await server.runJob('members.purge')
    const { rows } = await server.database.owner.pool.query<{ left: number }>(
      'select count(*)::integer as left from members.member where member_id = any($1)',
      [active.map((p) => p.id)],
    )
    expect(rows[0]?.left).toBe(0)
    await signInAdministrator()
    expect(await figures()).toEqual(before)
    const logged = server.logged.length
    await server.runJob('activity.recount')
    expect(server.logged.slice(logged).filter((line) => line.includes('repaired'))).toEqual([])
    expect(await figures()).toEqual(before)
  })
})
