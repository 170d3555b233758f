import {
  storageAheadSeconds,
  type CompanyStorage,
  type MemberStorage,
  type StorageAnswer,
  type StorageFilling,
  type StorageKind,
  type StorageReport,
  type StorageRow,
} from '@muster/contract'
import { getCompany } from '#modules/company'
import { findPeople, findPrimaryTeams, findTeamsWithin, getReachable } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { selectReached } from './filling.queries.ts'
import { tellFilling } from './filling.service.ts'
import {
  putQuota,
  putValues,
  selectLargest,
  selectMembersOf,
  selectTotals,
  selectUsedBy,
  type Largest,
  type Total,
  type Used,
  type Value,
} from './storage.queries.ts'
import { limitOf, readCursor, shownKinds, stepOf, writeCursor } from './storage.rules.ts'

type Ignored = StorageAnswer['ignored'][number]

/**
 * MB-9: stores what a service reports of a company's members. What cannot be stored is answered with the reason, the rest is stored. A value
 * replaces only an older one, so that a report may be sent again, and late ones do no harm. Administrators are told of a step that is reached.
 */
export async function reportStorage(ctx: Ctx, companyId: string, report: StorageReport): Promise<StorageAnswer> {
  const ignored: Ignored[] = []
  const latest = ctx.now.getTime() + storageAheadSeconds * 1_000
  const instantOf = (at: string | undefined) => (at === undefined ? ctx.now : new Date(at))
  const refusal = (path: string, at: Date): boolean => at.getTime() > latest && ignored.push({ path, reason: 'ahead' }) > 0

  const known = await selectMembersOf(
    ctx,
    companyId,
    report.members.map((v) => v.member),
  )
  const newest = new Map<string, Value>()
  report.members.forEach((given, i) => {
    const value: Value = { ...given, path: `members.${i}`, at: instantOf(given.at) }
    if (!known.has(value.member)) return void ignored.push({ path: value.path, reason: 'unknown_member' })
    if (refusal(value.path, value.at)) return undefined
    const [key, before] = [`${value.member} ${value.kind}`, newest.get(`${value.member} ${value.kind}`)]
    const late = before && before.at >= value.at ? value : before
    if (late) ignored.push({ path: late.path, reason: 'not_newer' })
    if (late !== value) newest.set(key, value)
    return undefined
  })
  const stored = await putValues(ctx, companyId, [...newest.values()])
  for (const { path } of newest.values()) if (!stored.has(path)) ignored.push({ path, reason: 'not_newer' })

  let quotas = 0
  // In one order, so that two reports at once wait for each other and never for ever.
  const limits = report.company.map((given, i) => ({ ...given, path: `company.${i}`, at: instantOf(given.at) }))
  for (const given of limits.toSorted((a, b) => a.kind.localeCompare(b.kind))) {
    const { path, at } = given
    if (refusal(path, at)) continue
    if (await putQuota(ctx, companyId, given)) quotas += 1
    else ignored.push({ path, reason: 'not_newer' })
  }
  if (stored.size + quotas > 0) await tellFilling(ctx, companyId)
  return { stored: stored.size + quotas, ignored }
}

/** MB-9: what a company uses of each kind that its plan shows; exact sums. P-2: of a role limited to a team: of its members. @throws not_found */
export async function getCompanyStorage(ctx: Ctx, companyId: string, reach: Pick<Reach, 'team'>): Promise<CompanyStorage[]> {
  const { plan } = await getCompany(ctx, companyId)
  const totals = await selectTotals(ctx, companyId, await findTeamsWithin(ctx, companyId, undefined, reach.team))
  const reached = reach.team === null ? await selectReached(ctx, companyId) : []
  return shownKinds(plan).flatMap((kind) => {
    const total = totals.get(kind)
    if (!total) return []
    const shown = shownTotal(total)
    return [{ ...shown, since: reached.find((one) => one.kind === kind && one.step === shown.step)?.since?.toISOString() ?? null }]
  })
}

function shownTotal({ kind, used, members, filled, reportedAt, companyQuota, quota, unlimited }: Total): Omit<CompanyStorage, 'since'> {
  const { limit, limitOf: whose } = limitOf(companyQuota, { quota, count: members, unlimited })
  return {
    kind,
    used,
    limit,
    limitOf: whose,
    members,
    step: stepOf(used, limit),
    filled,
    reportedAt: reportedAt?.toISOString() ?? null,
  }
}

/** What the caller's role reaches (P-2). */
export type Reach = { names: boolean; team: string | null }
export type AskedStorage = { companyId: string; kind: StorageKind; filled?: StorageFilling | undefined; reach: Reach }
export type LargestPage = { items: StorageRow[]; next: string | null; total: number; namesHidden: boolean }

/** Whom a role finds by what it asks for; null: nobody, since the plan does not show that kind. @throws not_found */
export async function soughtOf(ctx: Ctx, { companyId, kind, filled, reach }: AskedStorage): Promise<Largest | null> {
  const { plan } = await getCompany(ctx, companyId)
  if (!shownKinds(plan).includes(kind)) return null
  const teams = await findTeamsWithin(ctx, companyId, undefined, reach.team)
  return { companyId, kind, filled: filled ? Number(filled) : null, teams }
}

/** How many these are; from the sums, whatever their number. */
export async function countLargest(ctx: Ctx, { companyId, kind, filled, teams }: Largest): Promise<number> {
  const sums = (await selectTotals(ctx, companyId, teams)).get(kind)
  if (filled === null) return sums?.members ?? 0
  return sums?.filled.find(({ percent }) => percent === filled)?.members ?? 0
}

type Page = { cursor: string | undefined; limit: number }

/** MB-9: a page of the members who use the most. P-2: of those whom the role reaches; without names only how many. @throws input_invalid, not_found */
export async function listLargest(ctx: Ctx, asked: AskedStorage, { cursor, limit }: Page): Promise<LargestPage> {
  const after = cursor === undefined ? null : readCursor(cursor)
  if (cursor !== undefined && !after) throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not of this list' }] })
  const namesHidden = !asked.reach.names
  const sought = await soughtOf(ctx, asked)
  if (!sought) return { items: [], next: null, total: 0, namesHidden }
  const total = await countLargest(ctx, sought)
  if (namesHidden) return { items: [], next: null, total, namesHidden }
  const rows = await selectLargest(ctx, sought, { after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: await shownRows(ctx, asked, shown), next: rows.length > limit && last ? writeCursor(last) : null, total, namesHidden }
}

async function shownRows(ctx: Ctx, { companyId, reach }: AskedStorage, rows: readonly Used[]): Promise<StorageRow[]> {
  const ids = rows.map((row) => row.memberId)
  const people = await findPeople(ctx, ids)
  const teams = await findPrimaryTeams(ctx, companyId, ids, reach.team)
  return rows.flatMap(({ memberId: id, used, limit, reportedAt }) => {
    const who = people.get(id)
    if (!who) return []
    const member = { id, name: who.name, login: who.login, state: who.state, team: teams.get(id) ?? null }
    return [{ member, used, limit, reportedAt: reportedAt.toISOString() }]
  })
}

/** MB-9: what a member uses, of the kinds that the company's plan shows. @throws not_found, names_hidden */
export async function getStorageOf(ctx: Ctx, companyId: string, memberId: string): Promise<MemberStorage> {
  const member = await getReachable(ctx, companyId, memberId)
  const { plan } = await getCompany(ctx, companyId)
  const kinds = shownKinds(plan)
  const used = await selectUsedBy(ctx, member.id)
  return {
    kinds,
    items: used
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, used: bytes, limit, reportedAt }) => ({ kind, used: bytes, limit, reportedAt: reportedAt.toISOString() })),
  }
}
