import { sql, type RawBuilder } from 'kysely'
import type { GuideBlock, InstallationSort, InstallationState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { walkAtMost, type Gathering, type Kind, type Place, type Way } from './list.rules.ts'
import { blockedBy, isAwaiting, isOfKind, kindsOf } from './status.queries.ts'

type Sql = RawBuilder<unknown>

/** A search as the queries take it. */
export type Sought = {
  companyId: string
  /** The combinations that meet the filter. */
  kinds: readonly Kind[]
  /** Of members who await their first day: them alone, all others, or both (null). */
  awaiting: boolean | null
  /** Those found: few, by their ids; many, by the words in which the text stands; null: everybody. */
  members: { ids: string[] } | { words: string } | null
  /** Of members in one of these teams; null: all. */
  teams: string[] | null
}

/** The combinations that members of a company have. */
export async function selectKinds(ctx: Ctx, companyId: string): Promise<Kind[]> {
  const { rows } = await sql<Kind>`
    select k.source_id as "sourceId", k.standing, k.contact, k.has_mobile as "hasMobile", k.has_pc as "hasPc", k.n, k.mobile, k.pc, k.blocked
    from ${kindsOf(ctx, companyId)} k`.execute(ctx.db)
  return rows
}

/** Combinations `k` as they were found. */
function kindRows(kinds: readonly Kind[]): Sql {
  return sql`unnest(${kinds.map((k) => k.sourceId)}::uuid[], ${kinds.map((k) => k.standing)}::smallint[], ${kinds.map((k) => k.contact)}::smallint[],
    ${kinds.map((k) => k.hasMobile)}::boolean[], ${kinds.map((k) => k.hasPc)}::boolean[], ${kinds.map((k) => k.mobile)}::text[],
    ${kinds.map((k) => k.pc)}::text[], ${kinds.map((k) => k.blocked)}::text[])
    as k (source_id, standing, contact, has_mobile, has_pc, mobile, pc, blocked)`
}

const ofCompany = (ctx: Ctx, s: Sought) => sql`e.tenant_id = ${ctx.tenant} and e.company_id = ${s.companyId}`
const ofAwaiting = (ctx: Ctx, { awaiting }: Sought) =>
  awaiting === null ? sql`true` : awaiting ? isAwaiting(ctx) : sql`${isAwaiting(ctx)} is not true`

/** Whether an entry stands in one of the teams, asked of each: `is true` has the teams looked up in a hash, not each in the index. */
const isInTeams = (ctx: Ctx, teams: string[]) => sql`(select true from members.affiliated a
  where a.tenant_id = ${ctx.tenant} and a.member_id = e.member_id and (a.team_id = any (${teams}::uuid[])) is true limit 1)`

const isFound = (ctx: Ctx, words: string) =>
  sql`(select position(members.folded(${words}) in w.words) > 0 from members.searched w where w.tenant_id = ${ctx.tenant} and w.member_id = e.member_id)`

/** The conditions that are asked of each entry, but those that the way to it meets already. */
function asked(ctx: Ctx, s: Sought, met: 'teams' | 'found' | 'kinds' | 'walk'): Sql {
  const all = [ofAwaiting(ctx, s)]
  // `is true`: the combinations are looked up in a hash, and joined with nothing: the planner cannot know how many entries have which.
  if (met !== 'kinds')
    all.push(sql`((e.source_id, e.standing, e.contact, e.has_mobile, e.has_pc)
      in (select k.source_id, k.standing, k.contact, k.has_mobile, k.has_pc from ${kindRows(s.kinds)})) is true`)
  if (s.teams && met !== 'teams') all.push(isInTeams(ctx, s.teams))
  if (s.members && 'words' in s.members && met !== 'found') all.push(isFound(ctx, s.members.words))
  if (s.members && 'ids' in s.members && met !== 'found') all.push(sql`e.member_id = any (${s.members.ids}::uuid[])`)
  return sql.join(all, sql` and `)
}

/** Entries `e`, gathered from whatever leads to few. */
function gathered(ctx: Ctx, s: Sought, way: Gathering): Sql {
  switch (way) {
    case 'gather_found': {
      const ids = s.members && 'ids' in s.members ? s.members.ids : []
      return sql`installation.entry e where ${ofCompany(ctx, s)} and e.member_id = any (${ids}::uuid[]) and ${asked(ctx, s, 'found')}`
    }
    case 'gather_words': {
      const words = s.members && 'words' in s.members ? s.members.words : ''
      return sql`members.find_by_words(${s.companyId}, ${words}, null) f join installation.entry e on e.tenant_id = ${ctx.tenant} and e.member_id = f
        where e.company_id = ${s.companyId} and ${asked(ctx, s, 'found')}`
    }
    case 'gather_teams':
      return sql`(select distinct a.member_id from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.team_id = any (${s.teams}::uuid[])) a
        join installation.entry e on e.tenant_id = ${ctx.tenant} and e.member_id = a.member_id
        where e.company_id = ${s.companyId} and ${asked(ctx, s, 'teams')}`
    case 'gather_kinds':
      return sql`${kindRows(s.kinds)} join installation.entry e on ${ofCompany(ctx, s)} and ${isOfKind} where ${asked(ctx, s, 'kinds')}`
  }
}

export type Sorting = { sort: InstallationSort; direction: 'asc' | 'desc'; after: Place | null; limit: number }

const keys = { name: sql`e.name_key`, login: sql`e.login` } satisfies Record<InstallationSort, Sql>
const ordered = ({ sort, direction }: Sorting) => sql`${keys[sort]} ${sql.raw(direction)}, e.member_id ${sql.raw(direction)}`
const isAfter = ({ sort, direction, after }: Sorting) =>
  after ? sql`(${keys[sort]}, e.member_id) ${sql.raw(direction === 'asc' ? '>' : '<')} (${after[0]}::text, ${after[1]}::uuid)` : sql`true`
/** Each combination along its own stretch of the index, merged. */
function merged(ctx: Ctx, s: Sought, sorting: Sorting): Sql {
  return sql`select e.* from ${kindRows(s.kinds)} cross join lateral (
      select e.* from installation.entry e where ${ofCompany(ctx, s)} and ${isOfKind} and ${ofAwaiting(ctx, s)} and ${isAfter(sorting)}
      order by ${ordered(sorting)} limit ${sorting.limit}
    ) e order by ${ordered(sorting)} limit ${sorting.limit}`
}

const stretch = (ctx: Ctx, s: Sought, sorting: Sorting) =>
  sql`(select e.* from installation.entry e where ${ofCompany(ctx, s)} and ${isAfter(sorting)} order by ${ordered(sorting)} limit ${walkAtMost})`

/** All entries in order, passing over those that do not meet the conditions. */
const walked = (ctx: Ctx, s: Sought, sorting: Sorting): Sql =>
  sql`select e.* from ${stretch(ctx, s, sorting)} e where ${asked(ctx, s, 'walk')} order by ${ordered(sorting)} limit ${sorting.limit}`

const sorted = (ctx: Ctx, s: Sought, sorting: Sorting, way: Gathering): Sql =>
  sql`select e.* from ${gathered(ctx, s, way)} and ${isAfter(sorting)} order by ${ordered(sorting)} limit ${sorting.limit}`

type Row = { member_id: string; key: string; mobile: InstallationState; pc: InstallationState; blocked_by: GuideBlock | null }
export type Listed = { id: string; place: Place; mobile: InstallationState; pc: InstallationState; blocked: GuideBlock | null }

/** A page of the list, found in the way given. */
export async function selectPage(ctx: Ctx, s: Sought, sorting: Sorting, way: Way): Promise<Listed[]> {
  if (s.kinds.length === 0) return []
  const page = way === 'merge' ? merged(ctx, s, sorting) : way === 'walk' ? walked(ctx, s, sorting) : sorted(ctx, s, sorting, way)
  const { rows } = await sql<Row>`
    with page as materialized (${page})
    select e.member_id, ${keys[sorting.sort]} as key, k.mobile, k.pc, ${blockedBy(ctx)} as blocked_by
    from page e join ${kindRows(s.kinds)} on ${isOfKind} order by ${ordered(sorting)}`.execute(ctx.db)
  return rows.map((r) => ({ id: r.member_id, place: [r.key, r.member_id] as const, mobile: r.mobile, pc: r.pc, blocked: r.blocked_by }))
}

/** Whether the stretch that a walk goes along ends before the list does: there may be more. */
export async function isCutShort(ctx: Ctx, s: Sought, sorting: Sorting): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${stretch(ctx, s, sorting)} e`.execute(ctx.db)
  return (rows[0]?.n ?? 0) >= walkAtMost
}

/** How many meet a search, by reading them. */
export async function countGathered(ctx: Ctx, s: Sought, way: Gathering): Promise<number> {
  if (s.kinds.length === 0) return 0
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${gathered(ctx, s, way)}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** How many members of some combinations await their first day; of some teams, or of all. */
export async function countAwaiting(ctx: Ctx, s: Pick<Sought, 'companyId' | 'kinds' | 'teams'>): Promise<number> {
  if (!s.kinds.some(({ standing }) => standing === 1)) return 0
  const inTeams = s.teams ? isInTeams(ctx, s.teams) : sql`true`
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from installation.entry e join ${kindRows(s.kinds)} on ${isOfKind}
    where e.tenant_id = ${ctx.tenant} and e.company_id = ${s.companyId} and ${isAwaiting(ctx)} and ${inTeams}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** Members whom a text finds, at most so many. */
export async function findMembersByWords(ctx: Ctx, companyId: string, words: string, most: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select f as id from members.find_by_words(${companyId}, ${words}, ${most}) f`.execute(ctx.db)
  return rows.map((r) => r.id)
}
