import type { DeviceDetail, DeviceFilter, DeviceList, DeviceProfile, DeviceRow, DeviceSort, DeviceTab } from '@muster/contract'
import { findPeople, findTeamsWithin, findWords, getReachable } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { selectDevice } from './device.queries.ts'
import {
  countRows,
  findMembersByWords,
  findModels,
  selectPage,
  selectRowsOf,
  type ListedRow,
  type Newest,
  type Sought,
} from './list.queries.ts'
import { selectMdm } from './mdm.queries.ts'
import { profileOf, shownVendorId, soughtProfile } from './mdm.rules.ts'
import { accessSince, listedSince, readCursor, staleSince, writeCursor } from './list.rules.ts'
import { selectNewest } from './newest.queries.ts'
import { selectTold } from './updateNotice.queries.ts'
import { isOutdated, versionKey } from './version.rules.ts'

/** What the caller's role reaches of the list (P-2). */
export type Reach = { names: boolean; team: string | null }
export type Asked = { companyId: string; tab: DeviceTab; filter: DeviceFilter; reach: Reach }
export type AskedPage = Asked & { sort: DeviceSort; direction: 'asc' | 'desc'; cursor: string | undefined; limit: number }

/** So many members whom a text finds have their device rows gathered, for what has to see them all; of more, the list is walked through. */
const gatheredAtMost = 20_000

/** DS-5: a page of device rows. P-2: without names it is empty. @throws names_hidden, not_found, input_invalid */
export async function listDevices(ctx: Ctx, asked: AskedPage): Promise<DeviceList> {
  if (!asked.reach.names) return { items: [], next: null, namesHidden: true }
  const { sort, direction, cursor, limit } = asked
  const after = cursor === undefined ? null : readCursor(sort, direction, cursor)
  if (cursor !== undefined && !after) throw new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not of this list' }] })
  const sought = await soughtOf(ctx, asked, 0)
  if (!sought) return { items: [], next: null, namesHidden: false }
  const found = selectPage(ctx, sought, { sort, direction, after, limit: limit + 1 })
  const [rows, company] = await Promise.all([found, companyOf(ctx, asked.companyId)])
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: await present(ctx, company, shown),
    next: rows.length > limit && last ? writeCursor(sort, direction, last.place) : null,
    namesHidden: false,
  }
}

/** DS-5: how many device rows a search finds, exactly. @throws names_hidden, not_found */
export async function countDevices(ctx: Ctx, asked: Asked): Promise<number> {
  const sought = await soughtOf(ctx, asked)
  return sought ? countRows(ctx, sought) : 0
}

/** What a search seeks; members by their ids where a text finds `most` at most; undefined: nothing can be found. @throws names_hidden, not_found for a team out of reach */
export async function soughtOf(ctx: Ctx, { companyId, tab, filter, reach }: Asked, most = gatheredAtMost): Promise<Sought | undefined> {
  // A search for somebody would tell by its total whether they are there.
  if (!reach.names && filter.user !== undefined) throw new AppError('names_hidden')
  const appKey = filter.appVersion === undefined ? null : versionKey(filter.appVersion)
  const osKey = filter.osVersion === undefined ? null : versionKey(filter.osVersion)
  // Asked for together: none depends on another. A team out of reach is said, whatever else finds nothing.
  const [models, members, profile, teams, newest] = await Promise.all([
    filter.model === undefined ? null : findModels(ctx, filter.model),
    filter.user === undefined ? null : findUsers(ctx, companyId, filter.user, most),
    findProfile(ctx, companyId, filter.profile),
    findTeamsWithin(ctx, companyId, filter.team, reach.team),
    filter.update === undefined ? null : selectNewest(ctx, companyId),
  ])
  if (
    appKey === '' ||
    osKey === '' ||
    profile === 'none' ||
    models?.length === 0 ||
    (members && 'ids' in members && members.ids.length === 0)
  )
    return undefined
  return {
    companyId,
    tab,
    since: accessSince(filter.access ?? 'all', ctx.now),
    until: filter.stale === 'true' ? staleSince(ctx.now) : null,
    members,
    teams,
    models,
    os: filter.os ?? null,
    osKey,
    app: filter.app ?? null,
    appKey,
    installed: profile === 'all' ? null : profile.installed,
    update: newest && { available: filter.update === 'true', newest },
  }
}

async function findProfile(ctx: Ctx, companyId: string, profile: DeviceProfile | undefined) {
  if (profile === undefined) return 'all'
  return soughtProfile((await selectMdm(ctx, companyId)).mode, profile)
}

async function findUsers(ctx: Ctx, companyId: string, typed: string, most: number): Promise<Sought['members']> {
  const words = await findWords(ctx, companyId, typed)
  if (most === 0) return { words }
  const ids = await findMembersByWords(ctx, companyId, words, most + 1)
  return ids.length > most ? { words } : { ids }
}

/** MB-10: a member's device rows of the last 3 years. @throws not_found, names_hidden */
export async function listDevicesOf(ctx: Ctx, companyId: string, memberId: string): Promise<DeviceRow[]> {
  const member = await getReachable(ctx, companyId, memberId)
  const found = selectRowsOf(ctx, { memberId: member.id }, listedSince(ctx.now))
  const [rows, company] = await Promise.all([found, companyOf(ctx, companyId)])
  return present(ctx, company, rows)
}

/**
 * DS-9: all that is known of a device; of its members those of the company whom the role reaches, and the device only where there is one.
 * @throws not_found, names_hidden
 */
export async function getDevice(ctx: Ctx, companyId: string, deviceId: string, reach: Pick<Reach, 'names'>): Promise<DeviceDetail> {
  if (!reach.names) throw new AppError('names_hidden')
  const device = await selectDevice(ctx, deviceId)
  const rows = device ? await selectRowsOf(ctx, { deviceId }, listedSince(ctx.now)) : []
  const reached = await reachedOf(ctx, companyId, rows)
  const company = await companyOf(ctx, companyId)
  const shown = await present(ctx, company, reached)
  if (!device || shown.length === 0) throw new AppError('not_found')
  const instants = shown
    .map((row) => [row.firstAccess, row.lastAccess])
    .flat()
    .toSorted()
  const { mode } = company
  const isInstalled = rows.some((row) => row.isInstalled)
  return {
    ...device,
    vendorId: shownVendorId(mode, isInstalled, device.vendorId),
    profile: profileOf(mode, isInstalled),
    firstAccess: instants[0] ?? '',
    lastAccess: instants.at(-1) ?? '',
    rows: shown,
  }
}

/** Rows of members of the company whom the role reaches. */
async function reachedOf(ctx: Ctx, companyId: string, rows: ListedRow[]): Promise<ListedRow[]> {
  const reached: ListedRow[] = []
  for (const row of rows) if (await isReached(ctx, companyId, row.memberId)) reached.push(row)
  return reached
}

/** P-2: whether the actor's role reaches a member of a company, for what stands on a device of theirs. @throws names_hidden */
export async function isReached(ctx: Ctx, companyId: string, memberId: string): Promise<boolean> {
  return getReachable(ctx, companyId, memberId).then(
    () => true,
    (err: unknown) => {
      if (err instanceof AppError && err.code === 'not_found') return false
      throw err
    },
  )
}

/** What a company has that its rows are shown by: asked for beside them. */
async function companyOf(ctx: Ctx, companyId: string) {
  const [newest, { mode }] = await Promise.all([selectNewest(ctx, companyId), selectMdm(ctx, companyId)])
  return { newest, mode }
}

/** Rows as they leave, with who their members are and whether an update is available (DS-7). */
async function present(
  ctx: Ctx,
  { newest, mode }: Awaited<ReturnType<typeof companyOf>>,
  rows: readonly ListedRow[],
): Promise<DeviceRow[]> {
  const memberIds = rows.map((row) => row.memberId)
  const rowIds = rows.map((row) => row.id)
  const [people, told] = await Promise.all([findPeople(ctx, memberIds), selectTold(ctx, rowIds)])
  return rows.flatMap((row) => {
    const member = people.get(row.memberId)
    if (!member) return []
    return {
      id: row.id,
      device: { id: row.deviceId, model: row.model, vendorId: shownVendorId(mode, row.isInstalled, row.vendorId) },
      profile: profileOf(mode, row.isInstalled),
      member: { id: member.id, name: member.name, login: member.login, state: member.state },
      app: row.app,
      appVersion: row.appVersion,
      os: row.os,
      osVersion: row.osVersion,
      firstAccess: row.firstAccess.toISOString(),
      lastAccess: row.lastAccess.toISOString(),
      updateAvailable: isOutdated(row.appKey, newestOf(newest, row)),
      notifiedAt: told.get(row.id)?.toISOString() ?? null,
    }
  })
}

const newestOf = (newest: readonly Newest[], { app, os }: Pick<ListedRow, 'app' | 'os'>) =>
  newest.find((n) => n.app === app && n.os === os)?.key
