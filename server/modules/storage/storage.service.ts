import {
  storageAheadSeconds,
  type CompanyStorage,
  type MemberStorage,
  type StorageAnswer,
  type StorageKind,
  type StorageReport,
  type StorageRow,
} from '@muster/contract'
import { getCompany } from '#modules/company'
import { findPeople, findTeamsWithin, getReachable } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import {
  putQuota,
  putValues,
  selectLargest,
  selectMembersOf,
  selectTotals,
  selectUsedBy,
  type Total,
  type Value,
} from './storage.queries.ts'
import { limitOf, readCursor, shownKinds, stepOf, writeCursor } from './storage.rules.ts'

type Ignored = StorageAnswer['ignored'][number]

/**
 * MB-9: stores what a service reports of a company's members. What cannot be stored is answered with the reason, the rest is stored. A value
 * replaces only an older one, so that a report may be sent again, and late ones do no harm.
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
  for (const [i, given] of report.company.entries()) {
    const [path, at] = [`company.${i}`, instantOf(given.at)]
    if (refusal(path, at)) continue
    if (await putQuota(ctx, companyId, { ...given, at })) quotas += 1
    else ignored.push({ path, reason: 'not_newer' })
  }
  return { stored: stored.size + quotas, ignored }
}

/** MB-9: what a company uses of each kind that its plan shows; exact sums. P-2: of a role limited to a team: of its members. @throws not_found */
export async function getCompanyStorage(ctx: Ctx, companyId: string, reach: Pick<Reach, 'team'>): Promise<CompanyStorage[]> {
  const { plan } = await getCompany(ctx, companyId)
  const totals = await selectTotals(ctx, companyId, await findTeamsWithin(ctx, companyId, undefined, reach.team))
  return shownKinds(plan).flatMap((kind) => {
    const total = totals.get(kind)
    return total ? [shownTotal(total)] : []
  })
}

function shownTotal({ kind, used, members, near, reportedAt, companyQuota, ...rest }: Total): CompanyStorage {
  const { limit, limitOf: whose } = limitOf(companyQuota, { quota: rest.quota, count: members, unlimited: rest.unlimited })
  return {
    kind,
    used,
    limit,
    limitOf: whose,
    members,
    step: stepOf(used, limit),
    nearLimit: near,
    reportedAt: reportedAt?.toISOString() ?? null,
  }
}

/** What the caller's role reaches (P-2). */
export type Reach = { names: boolean; team: string | null }
export type AskedLargest = {
  companyId: string
  kind: StorageKind
  near: boolean
  reach: Reach
  cursor: string | undefined
  limit: number
}
export type LargestPage = { items: StorageRow[]; next: string | null; total: number; namesHidden: boolean }

/** MB-9: a page of the members who use the most. P-2: of those whom the role reaches; without names only how many. @throws input_invalid, not_found */
export async function listLargest(ctx: Ctx, { companyId, kind, near, reach, cursor, limit }: AskedLargest): Promise<LargestPage> {
  const after = cursor === undefined ? null : readCursor(cursor)
  if (cursor !== undefined && !after) throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not of this list' }] })
  const { plan } = await getCompany(ctx, companyId)
  if (!shownKinds(plan).includes(kind)) return { items: [], next: null, total: 0, namesHidden: !reach.names }
  const teams = await findTeamsWithin(ctx, companyId, undefined, reach.team)
  const sought = { companyId, kind, near: near ? true : null, teams }
  const sums = (await selectTotals(ctx, companyId, teams)).get(kind)
  const total = (near ? sums?.near : sums?.members) ?? 0
  if (!reach.names) return { items: [], next: null, total, namesHidden: true }
  const rows = await selectLargest(ctx, sought, { after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const people = await findPeople(
    ctx,
    shown.map((row) => row.memberId),
  )
  const last = shown.at(-1)
  return {
    items: shown.flatMap(({ memberId, used, limit: own, reportedAt }) => {
      const who = people.get(memberId)
      if (!who) return []
      return [
        {
          member: { id: memberId, name: who.name, login: who.login, state: who.state },
          used,
          limit: own,
          reportedAt: reportedAt.toISOString(),
        },
      ]
    }),
    next: rows.length > limit && last ? writeCursor(last) : null,
    total,
    namesHidden: false,
  }
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
