import { sql, type RawBuilder } from 'kysely'
import type { MemberSort } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { withoutTimeout } from '../../platform/db.ts'
import { shown, toListed, type Listed, type Row } from './row.queries.ts'
import { conditions, findByWords, type Scope } from './list.queries.ts'
import type { Cursor } from './list.rules.ts'

type Sql = RawBuilder<unknown>
export type Sorting = { sort: MemberSort; direction: 'asc' | 'desc'; after: Cursor | null; limit: number }

const column = (name: string, type: string) => ({ key: sql`e.${sql.ref(name)}`, type })
/** What an entry is sorted by before its member's id; a blank is the smallest, as is a use that is not known (pitfall 12). */
const keys = {
  name: column('name_key', 'text'),
  login: column('login', 'text'),
  employeeNumber: column('employee_key', 'text'),
  createdAt: column('created_at', 'timestamptz'),
  lastUse: { key: sql`coalesce(u.day, '-infinity')`, type: 'date' },
} satisfies Record<Exclude<MemberSort, 'order'>, { key: Sql; type: string }>

const last = sql.lit(999_999_999)
/** The order of the organization: executives, leaders, then positions and levels by rank; those without one after all others. */
const ranks = {
  executive: sql`(not coalesce(l.executive, false))::integer`,
  leader: (leads: Sql) => sql`(not ${leads})::integer`,
  position_rank: sql`coalesce(o.rank, ${last})`,
  level_rank: sql`coalesce(l.rank, ${last})`,
}
const groupKeys = ['executive', 'leader', 'position_rank', 'level_rank', 'level_id', 'position_id'].map((name) => sql.ref(`g.${name}`))
const groupTypes = ['integer', 'integer', 'integer', 'integer', 'uuid', 'uuid']

/** Level and position of what has them, for their ranks. */
const ranked = (ctx: Ctx, of: string) => sql`
  left join members.level l on l.tenant_id = ${ctx.tenant} and l.level_id = ${sql.ref(`${of}.level_id`)}
  left join members.position o on o.tenant_id = ${ctx.tenant} and o.position_id = ${sql.ref(`${of}.position_id`)}`

/** The groups that members of the company, or of the level asked for, are in or were: combinations of level, leadership and position. */
function groups(ctx: Ctx, { companyId, levelId }: Scope['sought']): Sql {
  const ofLevel = levelId === null ? sql`` : sql`and p.level_id = ${levelId}`
  return sql`(
    select p.level_id, p.position_id, p.leader as leads, ${ranks.executive} as executive, ${ranks.leader(sql`p.leader`)} as leader,
      ${ranks.position_rank} as position_rank, ${ranks.level_rank} as level_rank
    from members.place p ${ranked(ctx, 'p')}
    where p.tenant_id = ${ctx.tenant} and p.company_id = ${companyId} ${ofLevel})`
}
const inGroup = sql`e.level_id = g.level_id and e.leader = g.leads and e.position_id = g.position_id`

const ordered = (by: readonly Sql[], direction: 'asc' | 'desc') => sql.join(by.map((key) => sql`${key} ${sql.raw(direction)}`))
const texts = (by: readonly Sql[]) => sql`array[${sql.join(by.map((key) => sql`${key}::text`))}]`

/** Rows after a place: a comparison of rows, which an index follows. */
function isAfter(by: readonly Sql[], types: readonly string[], { after, direction }: Pick<Sorting, 'after' | 'direction'>): Sql {
  if (!after) return sql`true`
  const values = after.map((value, i) => sql`${value}::${sql.raw(types[i] ?? 'uuid')}`)
  return sql`(${sql.join(by)}) ${sql.raw(direction === 'asc' ? '>' : '<')} (${sql.join(values)})`
}

const id = sql`e.member_id`
/** What entries are sorted by, and the tables that say it. */
function sorted(ctx: Ctx, scope: Scope, sort: MemberSort): { join: Sql; by: Sql[]; types: string[] } {
  if (sort === 'order')
    return {
      join: ranked(ctx, 'e'),
      by: [
        ranks.executive,
        ranks.leader(sql`e.leader`),
        ranks.position_rank,
        ranks.level_rank,
        sql`e.level_id`,
        sql`e.position_id`,
        sql`e.name_key`,
        id,
      ],
      types: [...groupTypes, 'text', 'uuid'],
    }
  const use = sql`left join activity.last_use u on u.tenant_id = ${ctx.tenant} and u.company_id = ${scope.sought.companyId} and u.member_id = e.member_id`
  const { key, type } = keys[sort]
  return { join: sort === 'lastUse' ? use : sql``, by: [key, id], types: [type, 'uuid'] }
}

type Part = { with: Sql; total: Sql; overflow: Sql }

/** Gathers all entries that meet the conditions, counts them, and sorts; of a search not more than `most`, else it overflows. */
function gathered(ctx: Ctx, scope: Scope, sorting: Sorting, most: number | null): Part {
  const { words, companyId } = scope.sought
  const { join, by, types } = sorted(ctx, scope, sorting.sort)
  const names = by.map((_, i) => sql.ref(`k${i}`))
  const named = by.map((key, i) => sql`${key} as ${sql.ref(`k${i}`)}`)
  const columns = sql`e.member_id, e.name_key, e.login, e.employee_key, e.created_at, e.level_id, e.leader, e.position_id`
  const found = words === null ? sql`` : sql`found as materialized (${findByWords(companyId, words, most === null ? null : most + 1)}),`
  return {
    with: sql`with ${found} c as materialized (select ${columns} from members.entry e where ${conditions(ctx, scope, true)}),
      page as (select ${texts(names)} as place from (select ${sql.join(named)} from c e ${join}) k
        where ${isAfter(names, types, sorting)} order by ${ordered(names, sorting.direction)} limit ${sorting.limit})`,
    total: sql`(select count(*)::integer from c)`,
    overflow: words === null || most === null ? sql`false` : sql`(select count(*) > ${most} from found)`,
  }
}

/** At most so many entries are walked through for a page; where they do not fill it, the list is gathered instead. */
const walkAtMost = 20_000

/** The stretch of entries that a page walks through, along the index of its sort key: `e`. */
function stretch(ctx: Ctx, scope: Scope, { sort, direction, after }: Sorting): { from: Sql; by: Sql[] } {
  const byId = sort === 'order' || sort === 'lastUse'
  const { key, type } = byId ? { key: id, type: 'uuid' } : keys[sort]
  const by = byId ? [id] : [key, id]
  const place = byId ? (after?.slice(-1) ?? null) : after
  const from = sql`(select e.* from members.entry e where e.tenant_id = ${ctx.tenant} and e.company_id = ${scope.sought.companyId}
    and ${isAfter(by, [type, 'uuid'], { direction, after: place })} order by ${ordered(by, direction)} limit ${walkAtMost})`
  return { from, by }
}

/** Whether that stretch ends before the list does: there may be more. */
export async function isCutShort(ctx: Ctx, scope: Scope, sorting: Sorting): Promise<boolean> {
  const { from } = stretch(ctx, scope, sorting)
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from ${from} e`.execute(ctx.db)
  return (rows[0]?.n ?? 0) >= walkAtMost
}

/** Walks along the index of the sort key, passing over what does not meet the conditions. */
function walked(ctx: Ctx, scope: Scope, sorting: Sorting): Part {
  const { from, by } = stretch(ctx, scope, sorting)
  const withPage = sql`with page as (select ${texts(by)} as place from ${from} e
    where ${conditions(ctx, scope, false)} order by ${ordered(by, sorting.direction)} limit ${sorting.limit})`
  return { with: sorting.sort === 'order' ? walkedByGroup(ctx, scope, sorting) : withPage, total: sql`null::integer`, overflow: sql`false` }
}

/** Walks through the members whose last use was on one day, or is not known (null), by id: the sort by last use where a day has many. */
function walkedOfDay(ctx: Ctx, scope: Scope, sorting: Sorting, day: string | null): Part {
  const { from } = stretch(ctx, scope, sorting)
  const use = sql`select from activity.last_use u where u.tenant_id = ${ctx.tenant} and u.company_id = ${scope.sought.companyId} and u.member_id = e.member_id`
  const ofDay = day === null ? sql`not exists (${use})` : sql`exists (${use} and u.day = ${day}::date)`
  const withPage = sql`with page as (select array[${day ?? '-infinity'}::text, e.member_id::text] as place from ${from} e
    where ${conditions(ctx, scope, false)} and ${ofDay} order by e.member_id ${sql.raw(sorting.direction)} limit ${sorting.limit})`
  return { with: withPage, total: sql`null::integer`, overflow: sql`false` }
}

/** The order of the organization: group by group, in each by name along one index, until the page is full. */
function walkedByGroup(ctx: Ctx, scope: Scope, sorting: Sorting): Sql {
  const { after, direction, limit } = sorting
  const ahead = sql.raw(direction === 'asc' ? '>' : '<')
  const start = after && after.slice(0, groupTypes.length).map((value, i) => sql`${value}::${sql.raw(groupTypes[i] ?? '')}`)
  const group = sql`(${sql.join(groupKeys)})`
  const from = start ? sql`where ${group} ${sql.raw(direction === 'asc' ? '>=' : '<=')} (${sql.join(start)})` : sql``
  const [name = '', member = ''] = after?.slice(groupTypes.length) ?? []
  // Of the group that the place lies in, those after it; of the groups after, all.
  const nil = '00000000-0000-0000-0000-000000000000'
  const [edge, edgeId] = direction === 'asc' ? ['', nil] : ['\u{10ffff}', nil.replaceAll('0', 'f')]
  const within = start
    ? sql`(e.name_key, e.member_id) ${ahead} (case when ${group} = (${sql.join(start)}) then ${name}::text else ${edge} end,
        case when ${group} = (${sql.join(start)}) then ${member}::uuid else ${edgeId}::uuid end)`
    : sql`true`
  const names = groupKeys.map((_, i) => sql.ref(`w.k${i}`))
  const by = [...names, sql`w.name_key`, sql`w.member_id`]
  return sql`with page as (select ${texts(by)} as place from (
    select ${sql.join(groupKeys.map((key, i) => sql`${key} as ${sql.ref(`k${i}`)}`))}, e.name_key, e.member_id
    from (select g.* from ${groups(ctx, scope.sought)} g ${from} order by ${ordered(groupKeys, direction)}) g
    cross join lateral (select e.name_key, e.member_id from members.entry e where ${conditions(ctx, scope, false)} and ${inGroup} and ${within}
      order by e.name_key ${sql.raw(direction)}, e.member_id ${sql.raw(direction)} limit ${limit}) e
    ) w order by ${ordered(by, direction)} limit ${limit})`
}

/** How a page is found: `gather` the few and sort, at most so many of a search; `walk` along an index; or through the members of one day. */
export type How = { gather: number | null } | 'walk' | { day: string | null }

/** A page of the list with all that it shows, and its total where counting costs nothing. */
function pageQuery(ctx: Ctx, scope: Scope, sorting: Sorting, how: How) {
  const part =
    how === 'walk'
      ? walked(ctx, scope, sorting)
      : 'gather' in how
        ? gathered(ctx, scope, sorting, how.gather)
        : walkedOfDay(ctx, scope, sorting, how.day)
  return sql<Row>`${part.with} ${shown(ctx, scope.sought.companyId, part)}`
}

const partRows = 2_000

/** The whole list, part by part, by a cursor of the database: never more than a part of it is in memory. */
export async function* readAll(ctx: Ctx, scope: Scope, by: Pick<Sorting, 'sort' | 'direction'>): AsyncGenerator<Listed[]> {
  await withoutTimeout(ctx.db)
  const query = pageQuery(ctx, scope, { ...by, after: null, limit: 2_147_483_647 }, { gather: null }).compile(ctx.db)
  await ctx.db.executeQuery({ ...query, sql: `declare listed no scroll cursor for ${query.sql}` })
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(partRows)} from listed`.execute(ctx.db)
    if (rows.length === 0) break
    yield rows.flatMap((r) => (r.member_id === null ? [] : [toListed(r)]))
  }
  await sql`close listed`.execute(ctx.db)
}

export type Page = { rows: Listed[]; total: number | null; overflow: boolean }

/** Reads a page. */
export async function selectPage(ctx: Ctx, scope: Scope, sorting: Sorting, how: How): Promise<Page> {
  const { rows } = await pageQuery(ctx, scope, sorting, how).execute(ctx.db)
  const [first] = rows
  return {
    rows: rows.flatMap((r) => (r.member_id === null ? [] : [toListed(r)])),
    total: first?.total ?? null,
    overflow: first?.overflow ?? false,
  }
}
