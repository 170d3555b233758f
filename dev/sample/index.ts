import { loadHistory, signInMarks, useMarks, type Mark } from '../../server/modules/activity/index.ts'
import { appointAdministrator, createCompany, createTenant, dayInZone, nextDay } from '../../server/modules/company/index.ts'
import {
  blockApps,
  deleteMember,
  findMember,
  markSignedIn,
  registerMembers,
  setLeave,
  suspendMember,
  transferMember,
} from '../../server/modules/members/index.ts'
import { hasOpenOperation } from '../../server/modules/devices/index.ts'
import { tidyDeliveries } from '../../server/modules/integrations/index.ts'
import { createApp, hashPassword, setPasswords } from '../../server/modules/signin/index.ts'
import type { Clock } from '../../server/platform/clock.ts'
import { scopes, systemActor, type Ctx } from '../../server/platform/context.ts'
import { withoutTimeout, type Db } from '../../server/platform/db.ts'
import { newId } from '../../server/platform/ids.ts'
import type { Log } from '../../server/platform/log.ts'
import type { Seal } from '../../server/platform/seal.ts'
import { foundDirectory, inventPost, placePeople, type Directory } from './directory.ts'
import { equip, keepVersions } from './devices.ts'
import { tellDrive, tellOthers } from './integrations.ts'
import { sendGuides } from './guides.ts'
import { manageDevices } from './mdm.ts'
import { labs, trading, type CompanyPlan } from './organization.ts'
import { inventPerson, type Person } from './people.ts'
import { inventProfile } from './profile.ts'
import { seeded, type Random } from './random.ts'
import { fillStorage } from './storage.ts'
import { browse, commute, nameRoles, permitSome, secureSome } from './security.ts'
import { inventHabit, liveThrough } from './year.ts'

/** Who signs in to the sample. */
export const sampleAdministrator = { id: `admin@${trading.domain}`, login: 'admin', name: '한빛 관리자' }

/** Where the company that they administer lives. */
export const sampleZone = trading.zone

type Deps = {
  db: Db
  clock: Clock
  log: Log
  password: string
  /** Closes the seeds of authenticator apps. */
  seal: Seal
  /** Closes the secrets of services that are told of events. */
  webhookSeal: Seal
}
/** The same transaction, some days ago. */
type At = (daysAgo: number) => Ctx
type Company = { id: string; zone: string; directory: Directory }
type Joiner = { id: string; company: Company; joined: number }

const dayMs = 86_400_000
const yearDays = 366

/**
 * Makes the sample company by the modules' own functions, with a clock that walks through the year behind us: two companies of a
 * group, 1,200 members in 40 teams, a year of use with weekends, holidays, joiners and leavers, and every account state there is.
 */
export async function loadSample({ db, clock, log, password, seal, webhookSeal }: Deps): Promise<void> {
  const random = seeded(20261121)
  const now = clock()
  const hash = await hashPassword(password)
  const today = scopes(db, () => now, log)(newId(now), systemActor('sample'))
  // One transaction for all of it: a start that is interrupted leaves no half of a company.
  await today.transaction(async (ctx) => {
    // On a machine that has more to do a year of use takes its time.
    await withoutTimeout(ctx.db)
    const at: At = (daysAgo) => ({ ...ctx, now: new Date(now.getTime() - daysAgo * dayMs) })
    await createTenant(at(yearDays), 'Hanbit Group')
    const companies = [
      await foundCompany(at(yearDays), trading, 'standard_plus', 'ko'),
      await foundCompany(at(yearDays), labs, 'lite', 'en'),
    ] as const
    const joiners = await hire(random, at, companies, hash)
    await live(random, at, joiners)
    // Three of five, so that a start stays short.
    await equip(
      random,
      at,
      joiners.filter((_, i) => i % 5 < 3),
      ({ joined }) => yearDays - joined,
    )
    await keepVersions(at(20), companies[0].id, joiners.find((j) => j.company === companies[0])?.id ?? '')
    await tellDrive(at(60), webhookSeal, companies[0].id)
    await changeStates(at, joiners, companies)
    const ofGroup = joiners.filter((j) => j.company === companies[0]).map(({ id }) => id)
    await manageDevices(at, companies[0].id, ofGroup[0] ?? '', ofGroup.slice(110, 122))
    await leaveSomePending(random, at, companies[0], hash)
    const told = await sendGuides(random, at, companies[0].id, { id: ofGroup[0] ?? '', name: sampleAdministrator.name })
    // Some of those who were told how have installed an app since.
    await equip(
      random,
      at,
      joiners.filter((joiner, i) => told.has(joiner.id) && i % 9 === 4),
      ({ joined }) => Math.min(15, yearDays - joined),
    )
    await registerApps(at(200), companies[0])
    await fillStorage(random, at, companies[0].id, ofGroup)
    await secure(at, seal, joiners, companies[0])
    await tellOthers(at(0), webhookSeal, companies[0].id)
  })
  // Events are told at the end of their transaction; what has waited for three days by then is given up, as it would have been.
  await tidyDeliveries(today)
}

async function foundCompany(ctx: Ctx, plan: CompanyPlan, core: 'standard_plus' | 'lite', locale: 'ko' | 'en'): Promise<Company> {
  const id = await createCompany(ctx, {
    name: plan.name,
    domain: plan.domain,
    zone: plan.zone,
    locale,
    plan: { core, drive: core !== 'lite', approval: false },
  })
  return { id, zone: plan.zone, directory: await foundDirectory(ctx, id, plan) }
}

/** Roles, permissions, second steps and sign-ins in browsers, of people whose account is in no other state. */
async function secure(at: At, seal: Seal, joiners: readonly Joiner[], company: Company): Promise<void> {
  const ids = joiners.flatMap((j) => (j.company === company && j.joined === 0 ? [j.id] : []))
  await nameRoles(at, company.id, ids.slice(10, 12))
  await permitSome(at, company.id, ids.slice(12, 18))
  await secureSome(at, seal, company.id, ids.slice(20, 36))
  await browse(at, company.id, ids.slice(20, 32))
  await commute(at, company.id, ids.slice(20, 28))
}

/** SX-1: an app of others, a kind of device and a service. */
async function registerApps(ctx: Ctx, company: Company): Promise<void> {
  const uris = { redirectUris: ['https://wiki.hanbit.example/callback'], postLogoutUris: ['https://wiki.hanbit.example/'] }
  const logoutUri = 'https://wiki.hanbit.example/sign-out'
  await createApp(ctx, company.id, { kind: 'web', name: '사내 위키', ...uris, logoutUri, scopes: ['profile', 'offline_access'] })
  await createApp(ctx, company.id, { kind: 'device', name: '회의실 TV', scopes: ['profile', 'offline_access'] })
  await createApp(ctx, company.id, { kind: 'service', name: '출입 게이트', scopes: ['storage'] })
}

/** Registers people through the year: most at its beginning, the rest month by month. */
async function hire(random: Random, at: At, companies: readonly [Company, Company], hash: string): Promise<Joiner[]> {
  const joiners: Joiner[] = []
  let number = 1
  for (let wave = 0; wave < 12; wave++) {
    const daysAgo = yearDays - wave * 30
    for (const [c, company] of companies.entries()) {
      const count = wave === 0 ? [755, 140][c] : [20, 5][c]
      const people = Array.from({ length: count ?? 0 }, () => inventPerson(random, number++))
      if (wave === 0)
        people.unshift(
          c === 0
            ? { name: sampleAdministrator.name, login: sampleAdministrator.login, locale: 'en' }
            : { name: 'Grace Carter', login: 'admin', locale: 'en' },
        )
      const ids = await register(at(daysAgo), random, company, people, hash)
      joiners.push(...ids.map((id) => ({ id, company, joined: yearDays - daysAgo })))
    }
  }
  const [group, lab] = companies
  const first = joiners.find((j) => j.company === group)
  const second = joiners.find((j) => j.company === lab)
  const ctx = at(yearDays)
  if (first) await appointAdministrator(ctx, { companyId: group.id, memberId: first.id, role: 'super_admin' })
  if (second) await appointAdministrator(ctx, { companyId: lab.id, memberId: second.id, role: 'super_admin' })
  if (first) await appointAdministrator(ctx, { companyId: lab.id, memberId: first.id, role: 'sub_admin' })
  const deputies = joiners.filter((j) => j.company === group).slice(1, 4)
  for (const [i, deputy] of deputies.entries())
    await appointAdministrator(ctx, { companyId: group.id, memberId: deputy.id, role: i === 0 ? 'sub_admin' : 'operations_admin' })
  return joiners
}

async function register(
  ctx: Ctx,
  random: Random,
  company: Company,
  people: Person[],
  hash: string,
  registeredBy: 'admin' | 'automatic' | 'link' = 'admin',
): Promise<string[]> {
  const posts = people.map((p) => inventPost(random, company.directory, p.login !== sampleAdministrator.login))
  const ids = await registerMembers(
    ctx,
    people.map((p, i) => {
      const { personalEmail, profile } = inventProfile(p)
      return { ...p, personalEmail, profile: { ...profile, ...posts[i]?.profile }, companyId: company.id, registeredBy }
    }),
  )
  // Who was invited by a link has made no password yet.
  if (registeredBy !== 'link')
    await setPasswords(
      ctx,
      ids.map((id) => ({ id, companyId: company.id })),
      hash,
    )
  const placed = ids.flatMap((memberId, i) => (posts[i] ? [{ memberId, post: posts[i] }] : []))
  await placePeople(ctx, random, company.id, company.directory, placed)
  return ids
}

/** A year of use. Days are the company's; today is as far as it has come. */
async function live(random: Random, at: At, joiners: Joiner[]): Promise<void> {
  const daysOf = new Map(
    [...new Set(joiners.map((j) => j.company))].map((company) => [company, daysUntil(dayInZone(company.zone, at(0).now))]),
  )
  for (const [company, days] of daysOf) {
    const here = joiners.filter((j) => j.company === company)
    for (let i = 0; i < here.length; i += 250) {
      const marks = here.slice(i, i + 250).flatMap((joiner) => lifeOf(random, joiner, days))
      await loadHistory(at(0), company.id, marks)
    }
  }
  for (const joiner of joiners) {
    const ctx = at(yearDays - joiner.joined)
    const member = await findMember(ctx, joiner.id)
    if (member) await markSignedIn(ctx, member)
  }
}

/** What one person did: a first sign-in on the day they joined, then their days as their habit has it. */
function lifeOf(random: Random, joiner: Joiner, days: readonly string[]): Mark[] {
  const first = { day: days[joiner.joined] ?? '', surface: 'web' as const, signedIn: true }
  return [first, ...liveThrough(random, inventHabit(random, days.length), days, joiner.joined, days.length)].flatMap((use) => {
    const where = { memberId: joiner.id, companyId: joiner.company.id, surface: use.surface, day: use.day }
    return use.signedIn ? [...signInMarks(where), ...useMarks(where)] : useMarks(where)
  })
}

function daysUntil(today: string): string[] {
  const days = [new Date(Date.parse(`${today}T00:00:00Z`) - yearDays * dayMs).toISOString().slice(0, 10)]
  while (days.at(-1) !== today) days.push(nextDay(days.at(-1) ?? today))
  return days
}

/** Every account state there is: suspended, deleted, apps blocked, on leave, transferred. */
async function changeStates(at: At, joiners: Joiner[], [group, lab]: readonly [Company, Company]): Promise<void> {
  const ordinary = joiners.filter((j) => j.company === group).slice(60)
  const change = async (from: number, to: number, daysAgo: number, act: (ctx: Ctx, id: string) => Promise<void>) => {
    for (const j of ordinary.slice(from, to)) await act(at(daysAgo), j.id)
  }
  await change(0, 5, 12, (ctx, id) => suspendMember(ctx, id))
  await change(5, 7, 2, (ctx, id) => suspendMember(ctx, id, 'sign_in_failures'))
  await change(7, 11, 3, deleteMember)
  await change(11, 14, 20, blockApps)
  await change(16, 18, 9, (ctx, id) => setLeave(ctx, id))
  const weeks = (n: number) => new Date(at(0).now.getTime() + n * 7 * dayMs)
  await change(18, 20, 4, (ctx, id) => setLeave(ctx, id, { from: ctx.now, until: weeks(6) }))
  await change(14, 16, 30, (ctx, id) =>
    transferMember(ctx, id, { companyId: lab.id, login: `transferred.${id.slice(-6)}` }, hasOpenOperation),
  )
}

/** People who were registered and have not come yet: some still may, some are too late, some begin next month. */
async function leaveSomePending(random: Random, at: At, company: Company, hash: string): Promise<void> {
  const people = (from: number, count: number) => Array.from({ length: count }, (_, i) => inventPerson(random, from + i))
  await register(at(6), random, company, people(2001, 8), hash, 'automatic')
  await register(at(3), random, company, people(2011, 6), hash, 'link')
  await register(at(45), random, company, people(2101, 6), hash)
  const ctx = at(1)
  const activatesAt = new Date(ctx.now.getTime() + 20 * dayMs)
  const later = people(2201, 4).map((p) => ({ ...p, companyId: company.id, registeredBy: 'admin' as const, activatesAt }))
  await registerMembers(ctx, later)
}
