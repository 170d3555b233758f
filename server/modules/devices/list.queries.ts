import { sql, type RawBuilder } from 'kysely'
import { tabNames, type DeviceApp, type DeviceSort, type DeviceTab, type OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Place } from './list.rules.ts'

type Sql = RawBuilder<unknown>

/** A search as the queries take it: instants, keys of versions, ids of models and members. */
export type Sought = {
  companyId: string
  tab: DeviceTab
  /** After this instant. */
  since: Date
  /** At this instant or before; null: whenever. */
  until: Date | null
  /** Those found: by their ids; by the words in which the text stands; null: everybody. */
  members: { ids: string[] } | { words: string } | null
  /** Of members in one of these teams; null: all. */
  teams: string[] | null
  /** Null: all. */
  models: number[] | null
  os: OperatingSystem | null
  osKey: string | null
  app: DeviceApp | null
  /** This version or an older one. */
  appKey: string | null
  /** Whether the MDM profile is installed on the device; null: all. */
  installed: boolean | null
  /** Whether an update is available, by the newest versions. */
  update: { available: boolean; newest: readonly Newest[] } | null
}

/** DS-7: the newest version of an app for a system, by its key. */
export type Newest = { app: DeviceApp; os: OperatingSystem; key: string }

/** DS-1: the number of a tab in `devices.device_row`. */
export const tabNumber = (tab: DeviceTab): number => tabNames.indexOf(tab) + 1

/** DS-7: device rows for which a newer version is kept. */
export function isOutdated(newest: readonly Newest[]): Sql {
  const known = newest.filter(({ key }) => key !== '')
  if (known.length === 0) return sql`false`
  const each = known.map((n) => sql`(r.app = ${n.app} and r.os = ${n.os} and r.app_key < ${n.key})`)
  // The stretch of an index where outdated rows stand: older than the newest of all.
  const highest = known.map(({ key }) => key).reduce((a, b) => (a > b ? a : b))
  return sql`(r.app_key > '' and r.app_key < ${highest} and (${sql.join(each, sql` or `)}))`
}

/** DS-10: whether the profile is installed on the device of a row. */
export const isInstalled = sql`exists (select from devices.enrolment e where e.tenant_id = r.tenant_id and e.device_id = r.device_id
  and e.ended_at is null and e.profile_at is not null)`

/** What of a search `devices.tally` counts by: the conditions on its rows, or on device rows, `r`. */
export function tallied(ctx: Ctx, s: Sought): Sql {
  const all: Sql[] = [sql`r.tenant_id = ${ctx.tenant}`, sql`r.company_id = ${s.companyId}`, sql`r.tab = ${tabNumber(s.tab)}`]
  if (s.os) all.push(sql`r.os = ${s.os}`)
  if (s.osKey !== null) all.push(sql`r.os_key = ${s.osKey}`)
  if (s.app) all.push(sql`r.app = ${s.app}`)
  // What is no version is not older than any.
  if (s.appKey !== null) all.push(sql`r.app_key <= ${s.appKey} and r.app_key > ''`)
  if (s.update) all.push(s.update.available ? isOutdated(s.update.newest) : sql`not ${isOutdated(s.update.newest)}`)
  return sql.join(all, sql` and `)
}

/** Whether nothing else is sought but that and recent access. */
export const isTallied = (s: Sought): boolean =>
  s.until === null && s.models === null && s.members === null && s.teams === null && s.installed === null

/** All conditions of a search on its device rows `r`. */
export function conditions(ctx: Ctx, s: Sought): Sql {
  const all: Sql[] = [tallied(ctx, s), sql`r.last_access > ${s.since}`]
  if (s.until) all.push(sql`r.last_access <= ${s.until}`)
  if (s.models) all.push(sql`r.model_id = any (${s.models}::integer[])`)
  if (s.installed !== null) all.push(s.installed ? isInstalled : sql`not ${isInstalled}`)
  if (s.members && 'ids' in s.members) all.push(sql`r.member_id = any (${s.members.ids}::uuid[])`)
  // Looked for once, and held against each row on the way: `is true` keeps it from being joined, which would gather them all.
  if (s.members && 'words' in s.members)
    all.push(sql`(r.member_id in (select f from members.find_by_words(${s.companyId}, ${s.members.words}, null) f)) is true`)
  if (s.teams)
    all.push(sql`exists (select from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.member_id = r.member_id
      and a.team_id = any (${s.teams}::uuid[]))`)
  return sql.join(all, sql` and `)
}

export type Sorting = { sort: DeviceSort; direction: 'asc' | 'desc'; after: Place | null; limit: number }

type Column = { key: Sql; type: string }
const recent: Column[] = [
  { key: sql`r.last_access`, type: 'timestamptz' },
  { key: sql`r.row_id`, type: 'uuid' },
]
/** What a page is sorted by, each along an index; rows that are alike come the latest first, or last. */
const columns: Record<Exclude<DeviceSort, 'model'>, Column[]> = {
  lastAccess: recent,
  osVersion: [{ key: sql`r.os_key`, type: 'text collate "C"' }, ...recent],
  appVersion: [{ key: sql`r.app_key`, type: 'text collate "C"' }, ...recent],
}

const ordered = (by: readonly Sql[], direction: 'asc' | 'desc') => sql.join(by.map((key) => sql`${key} ${sql.raw(direction)}`))
/** An instant keeps its microseconds in a place. */
const textOf = ({ key, type }: Column) =>
  type === 'timestamptz' ? sql`to_char(${key} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : sql`${key}::text`
const placeOf = (by: readonly Column[]) => sql`array[${sql.join(by.map(textOf))}]`

/** Rows after a place: a comparison of rows, which an index follows. */
function isAfter(by: readonly Column[], values: readonly string[], direction: 'asc' | 'desc'): Sql {
  const given = values.map((value, i) => sql`${value}::${sql.raw(by[i]?.type ?? 'text')}`)
  return sql`(${sql.join(by.map(({ key }) => key))}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${sql.join(given)})`
}

/** A page of the rows for which `more` holds as well: along the index of its order. */
function pageAlong(ctx: Ctx, sought: Sought, more: Sql, by: readonly Column[], { direction, after, limit }: Sorting): Sql {
  return sql`select ${placeOf(by)} as place, r.row_id from devices.device_row r
    where ${conditions(ctx, sought)} and ${more} and ${after ? isAfter(by, after, direction) : sql`true`}
    order by ${ordered(
      by.map(({ key }) => key),
      direction,
    )} limit ${limit}`
}

const byModel: Column[] = [{ key: sql`m.folded`, type: 'text' }, { key: sql`m.model_id`, type: 'integer' }, ...recent]
const orderByModel = (direction: 'asc' | 'desc') =>
  ordered(
    byModel.map(({ key }) => key),
    direction,
  )

/** By the models' names: all such rows first, which are few. */
function gatheredByModel(ctx: Ctx, sought: Sought, more: Sql, { direction, after, limit }: Sorting): Sql {
  return sql`select ${placeOf(byModel)} as place, r.row_id
    from (select r.model_id, r.last_access, r.row_id from devices.device_row r where ${conditions(ctx, sought)} and ${more} offset 0) r
    join devices.model m on m.tenant_id = ${ctx.tenant} and m.model_id = r.model_id
    where ${after ? isAfter(byModel, after, direction) : sql`true`} order by ${orderByModel(direction)} limit ${limit}`
}

/** By the models' names: model after model, each along its own stretch of the index. */
function pageByModel(ctx: Ctx, sought: Sought, more: Sql, { direction, after, limit }: Sorting): Sql {
  const ahead = sql.raw(direction === 'asc' ? '>=' : '<=')
  const from = after ? sql`and (m.folded, m.model_id) ${ahead} (${after[0]}::text, ${after[1]}::integer)` : sql``
  const among = sought.models ? sql`and m.model_id = any (${sought.models}::integer[])` : sql``
  const within = after
    ? sql`and ((m.folded, m.model_id) <> (${after[0]}::text, ${after[1]}::integer) or ${isAfter(recent, after.slice(2), direction)})`
    : sql``
  return sql`select ${placeOf(byModel)} as place, r.row_id
    from (select m.folded, m.model_id from devices.model m where m.tenant_id = ${ctx.tenant} ${among} ${from}
      order by ${ordered([sql`m.folded`, sql`m.model_id`], direction)}) m
    cross join lateral (select r.last_access, r.row_id from devices.device_row r
      where ${conditions(ctx, { ...sought, models: null })} and r.model_id = m.model_id and ${more} ${within}
      order by ${ordered(
        recent.map(({ key }) => key),
        direction,
      )} limit ${limit}) r
    order by ${orderByModel(direction)} limit ${limit}`
}

/** So many members whom a text finds have their device rows gathered for a page; of more, a walk through the list finds as many sooner. */
const gatheredAtMost = 1_000

/** The ways to a page, of which one finds it: with few members found by a text, or with many. */
function waysTo(ctx: Ctx, sought: Sought, sorting: Sorting): { found: Sql; ways: Sql[] } {
  const { sort } = sorting
  const walk = (s: Sought, more: Sql) =>
    sort === 'model' ? pageByModel(ctx, s, more, sorting) : pageAlong(ctx, s, more, columns[sort], sorting)
  if (!sought.members || 'ids' in sought.members) return { found: sql``, ways: [walk(sought, sql`true`)] }
  const others = { ...sought, members: null }
  const areFew = sql`(select count(*) <= ${gatheredAtMost} from found)`
  const isOfFew = sql`${areFew} and r.member_id = any (array(select member_id from found))`
  return {
    found: sql`found as materialized (select f as member_id from members.find_by_words(${sought.companyId}, ${sought.members.words}, null) f),`,
    ways: [
      sort === 'model' ? gatheredByModel(ctx, others, isOfFew, sorting) : pageAlong(ctx, others, isOfFew, columns[sort], sorting),
      walk(others, sql`not ${areFew} and (r.member_id in (select member_id from found)) is true`),
    ],
  }
}

export type ListedRow = {
  place: string[]
  id: string
  deviceId: string
  vendorId: string
  model: string
  memberId: string
  app: DeviceApp
  appVersion: string
  appKey: string
  os: OperatingSystem
  osVersion: string
  firstAccess: Date
  lastAccess: Date
  isInstalled: boolean
}

type Row = {
  place: string[] | null
  row_id: string
  device_id: string
  vendor_id: string
  model: string
  member_id: string
  app: string
  app_version: string
  app_key: string
  os: string
  os_version: string
  first_access: Date
  last_access: Date
  is_installed: boolean
}

const shown = sql`r.row_id, r.device_id, d.vendor_id, m.name as model, r.member_id, r.app, r.app_version, r.app_key, r.os, r.os_version, r.first_access, r.last_access,
  ${isInstalled} as is_installed`
const itsDevice = sql`
  join devices.device d on d.tenant_id = r.tenant_id and d.device_id = r.device_id
  join devices.model m on m.tenant_id = r.tenant_id and m.model_id = r.model_id`

const toListed = (r: Row): ListedRow => ({
  place: r.place ?? [],
  id: r.row_id,
  deviceId: r.device_id,
  vendorId: r.vendor_id,
  model: r.model,
  memberId: r.member_id,
  // The table's checks hold them to the contract's words.
  app: r.app as DeviceApp,
  appVersion: r.app_version,
  appKey: r.app_key,
  os: r.os as OperatingSystem,
  osVersion: r.os_version,
  firstAccess: r.first_access,
  lastAccess: r.last_access,
  isInstalled: r.is_installed,
})

/** A page of device rows. */
export async function selectPage(ctx: Ctx, sought: Sought, sorting: Sorting): Promise<ListedRow[]> {
  const { found, ways } = waysTo(ctx, sought, sorting)
  const numbered = ways.map((way) => sql`select p.place, p.row_id, row_number() over () as at from (${way}) p`)
  const { rows } = await sql<Row>`
    with ${found} page as materialized (${sql.join(numbered, sql` union all `)})
    select p.place, ${shown} from page p
    join devices.device_row r on r.tenant_id = ${ctx.tenant} and r.row_id = p.row_id ${itsDevice} order by p.at`.execute(ctx.db)
  return rows.map(toListed)
}

/**
 * How many device rows a search finds. Where the tally counts by all that is sought, all there are less those that were used too long ago:
 * of a company that uses its devices, the few.
 */
export async function countRows(ctx: Ctx, sought: Sought): Promise<number> {
  const count = isTallied(sought)
    ? sql`(select coalesce(sum(r.n), 0) from devices.tally r where ${tallied(ctx, sought)})
        - (select count(*) from devices.device_row r where ${tallied(ctx, sought)} and r.last_access <= ${sought.since})`
    : sql`(select count(*) from devices.device_row r where ${conditions(ctx, sought)})`
  const { rows } = await sql<{ n: number }>`select (${count})::bigint as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** All device rows after an instant: of a device, or of a member; the latest access first. */
export async function selectRowsOf(ctx: Ctx, of: { deviceId: string } | { memberId: string }, since: Date): Promise<ListedRow[]> {
  const which = 'deviceId' in of ? sql`r.device_id = ${of.deviceId}` : sql`r.member_id = ${of.memberId}`
  const { rows } = await sql<Row>`
    select null as place, ${shown} from devices.device_row r ${itsDevice}
    where r.tenant_id = ${ctx.tenant} and ${which} and r.last_access > ${since} order by r.last_access desc, r.row_id limit 1000`.execute(
    ctx.db,
  )
  return rows.map(toListed)
}

export type LatestRow = Pick<ListedRow, 'memberId' | 'app' | 'deviceId' | 'model' | 'os' | 'lastAccess'>

/** Of members' device rows the latest of each app. */
export async function selectLatestRows(ctx: Ctx, memberIds: readonly string[]): Promise<LatestRow[]> {
  if (memberIds.length === 0) return []
  const { rows } = await sql<LatestRow>`
    select r.member_id as "memberId", r.app, r.device_id as "deviceId", m.name as model, r.os, r.last_access as "lastAccess" from (
      select distinct on (r.member_id, r.app) r.member_id, r.app, r.device_id, r.model_id, r.os, r.last_access from devices.device_row r
      where r.tenant_id = ${ctx.tenant} and r.member_id = any (${memberIds}::uuid[])
      order by r.member_id, r.app, r.last_access desc, r.row_id
    ) r join devices.model m on m.tenant_id = ${ctx.tenant} and m.model_id = r.model_id`.execute(ctx.db)
  return rows
}

/** The dictionary's models in whose name a text stands literally (pitfall 13). */
export async function findModels(ctx: Ctx, text: string): Promise<number[]> {
  const { rows } = await sql<{ model_id: number }>`select model_id from devices.model
    where tenant_id = ${ctx.tenant} and position(members.folded(${text}) in folded) > 0 order by model_id`.execute(ctx.db)
  return rows.map((r) => r.model_id)
}

/** Members whom a text finds, at most so many. */
export async function findMembersByWords(ctx: Ctx, companyId: string, words: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select f as id from members.find_by_words(${companyId}, ${words}, ${most}) f`.execute(ctx.db)
  return rows.map((r) => r.id)
}
