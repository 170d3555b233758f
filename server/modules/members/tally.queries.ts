import { sql, type RawBuilder } from 'kysely'
import { lapsedDays, memberStates, type MemberState, type MemberSummary } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { conditions, daysBack, findByWords, isInState, isOnLeave, isWithin, type Scope } from './list.queries.ts'
import type { Sought } from './list.rules.ts'

type Count = RawBuilder<number>

/** From the counts kept: entries of some standing, by level, user type and blocked apps. */
function tallied(ctx: Ctx, sought: Sought, standing: RawBuilder<unknown>): Count {
  const all = [sql`t.tenant_id = ${ctx.tenant} and t.company_id = ${sought.companyId} and ${standing}`]
  if (sought.levelId) all.push(sql`t.level_id = ${sought.levelId}`)
  if (sought.userTypeId) all.push(sql`t.user_type_id = ${sought.userTypeId}`)
  if (sought.blocked !== null) all.push(sql`t.app_blocked = ${sought.blocked}`)
  return sql`(select coalesce(sum(t.n), 0)::integer from members.tally t where ${sql.join(all, sql` and `)})`
}

/** By reading entries, of which few meet the conditions, and an index knows them. */
function scanned(ctx: Ctx, sought: Sought, and: RawBuilder<unknown>): Count {
  const scope = {
    sought: { ...sought, state: 'any' as const, onLeave: null, words: null, lastUse: null, twoStep: null, expiring: null },
    within: null,
    today: '',
  }
  return sql`(select count(*)::integer from members.entry e where ${conditions(ctx, scope, true)} and ${and})`
}

function inState(ctx: Ctx, sought: Sought): Count {
  const { state } = sought
  if (state === null || state === 'any') return tallied(ctx, sought, sql`t.standing < 3`)
  if (state === 'deleted') return tallied(ctx, sought, sql`t.standing = 3`)
  if (state === 'suspended') return tallied(ctx, sought, sql`t.standing = 2`)
  if (state !== 'in_use') return scanned(ctx, sought, isInState(state, ctx.now))
  // What once was in use stays so; few others have come to be since their entry was written.
  const since = sql`e.standing = 1 and e.first_signed_in_at is not null and e.activates_at <= ${ctx.now}`
  return sql`(${tallied(ctx, sought, sql`t.standing = 0`)} + ${scanned(ctx, sought, since)})`
}

/** The exact number of a list that is neither searched, nor of a team, nor asks for the last use: from the counts kept and few entries. */
export async function countTallied(ctx: Ctx, sought: Sought): Promise<number> {
  const away = conditions(ctx, { sought: { ...sought, onLeave: true }, within: null, today: '' }, true)
  const onLeave: Count = sql`(select count(*)::integer from members.entry e where ${away})`
  const count =
    sought.onLeave === null ? inState(ctx, sought) : sought.onLeave ? onLeave : sql<number>`(${inState(ctx, sought)} - ${onLeave})`
  const { rows } = await sql<{ n: number }>`select ${count} as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/**
 * How many members of a company, deleted ones apart, last used the suite within some days: as many as were active since then (AU-2), less
 * those of them who are deleted, were purged or have left. Days of former members lie before they left.
 */
export async function countUsedWithin(ctx: Ctx, companyId: string, today: string, days: number): Promise<number> {
  const since = daysBack(today, days)
  const company = (alias: string) =>
    sql`${sql.ref(`${alias}.tenant_id`)} = ${ctx.tenant} and ${sql.ref(`${alias}.company_id`)} = ${companyId}`
  const { rows } = await sql<{ n: number }>`
    with gone as (
      select e.member_id from members.entry e where ${company('e')} and e.standing = 3
      union select f.member_id from members.former f where ${company('f')} and f.left_at > ${since} - 2
    )
    select (select coalesce(sum(g.n), 0) from activity.active_gap g where ${company('g')} and g.day >= ${since} and g.previous < ${since})::integer
      - (select count(*) from gone join activity.last_use u on ${company('u')} and u.member_id = gone.member_id
         where u.day >= ${since} and not exists (select from members.entry e where ${company('e')} and e.member_id = gone.member_id and e.standing < 3))::integer as n`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}

/**
 * AU-8: how many members of a company are in use, not away, and have not used the suite there within 30 days: all who are in use and not
 * away, less those who used it; these are told by all who did, less the few of them who are not in use, or away.
 */
export async function countLapsed(ctx: Ctx, sought: Sought, today: string): Promise<number> {
  const inUse = await countTallied(ctx, { ...sought, lastUse: null })
  const used = await countUsedWithin(ctx, sought.companyId, today, lapsedDays)
  const since = daysBack(today, lapsedDays)
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from (${unsettled(ctx, sought.companyId)} union
      select e.member_id from members.entry e where ${ofCompany(ctx, sought.companyId)} and e.standing < 3 and ${isOnLeave(ctx.now)}) o
    join activity.last_use u on u.tenant_id = ${ctx.tenant} and u.company_id = ${sought.companyId} and u.member_id = o.member_id
    where u.day >= ${since}`.execute(ctx.db)
  return inUse - (used - (rows[0]?.n ?? 0))
}

const ofCompany = (ctx: Ctx, companyId: string) => sql`e.tenant_id = ${ctx.tenant} and e.company_id = ${companyId}`
/** Members who are neither deleted nor in use. */
const unsettled = (ctx: Ctx, companyId: string) => sql`
  select e.member_id from members.entry e where ${ofCompany(ctx, companyId)} and e.standing = 1 and not ${isInState('in_use', ctx.now)}
  union all select e.member_id from members.entry e where ${ofCompany(ctx, companyId)} and e.standing = 2`

/** How many members of teams are neither deleted nor in use, or are away: few, whom partial indexes know. */
export async function countOthersOfTeams(ctx: Ctx, { sought, within }: Scope, others: 'not_in_use' | 'on_leave'): Promise<number> {
  const found =
    others === 'on_leave'
      ? sql`select e.member_id from members.entry e where ${ofCompany(ctx, sought.companyId)} and e.standing < 3 and ${isOnLeave(ctx.now)}`
      : unsettled(ctx, sought.companyId)
  const inTeams = within ? isWithin(ctx, within, true) : sql`true`
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from (${found}) e where ${inTeams}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** The exact number of any list, by reading what meets its conditions. */
export async function countEntries(ctx: Ctx, scope: Scope): Promise<number> {
  const { words, companyId } = scope.sought
  const found = words === null ? sql`` : sql`with found as materialized (${findByWords(companyId, words, null)})`
  const { rows } = await sql<{
    n: number
  }>`${found} select count(*)::integer as n from members.entry e where ${conditions(ctx, scope, true)}`.execute(ctx.db)
  return rows[0]?.n ?? 0
}

/** How many members are in which state, on leave and blocked; of a whole company from the counts kept. */
export async function selectSummary(ctx: Ctx, scope: Scope): Promise<MemberSummary> {
  const numbers = scope.within ? await summaryOfTeams(ctx, scope) : await summaryOfCompany(ctx, scope)
  const states = Object.fromEntries(memberStates.map((state) => [state, numbers[state] ?? 0])) as Record<MemberState, number>
  const total = memberStates.reduce((sum, state) => sum + (state === 'deleted' ? 0 : states[state]), 0)
  return { total, states, onLeave: numbers['on_leave'] ?? 0, appBlocked: numbers['app_blocked'] ?? 0 }
}

type Numbers = Partial<Record<string, number>>

async function summaryOfCompany(ctx: Ctx, { sought }: Scope): Promise<Numbers> {
  const counts = memberStates.map((state) => sql`${inState(ctx, { ...sought, state })} as ${sql.ref(state)}`)
  const { rows } = await sql<Numbers>`select ${sql.join(counts)},
    ${tallied(ctx, { ...sought, blocked: true }, sql`t.standing < 3`)} as app_blocked,
    ${scanned(ctx, sought, isOnLeave(ctx.now))} as on_leave`.execute(ctx.db)
  return rows[0] ?? {}
}

async function summaryOfTeams(ctx: Ctx, scope: Scope): Promise<Numbers> {
  const counts = memberStates.map((state) => sql`count(*) filter (where ${isInState(state, ctx.now)})::integer as ${sql.ref(state)}`)
  const everyone = conditions(ctx, { ...scope, sought: { ...scope.sought, state: 'any' } }, true)
  const { rows } = await sql<Numbers>`select ${sql.join(counts)},
    count(*) filter (where e.app_blocked and e.standing < 3)::integer as app_blocked,
    count(*) filter (where ${isOnLeave(ctx.now)} and e.standing < 3)::integer as on_leave
    from members.entry e where ${everyone}`.execute(ctx.db)
  return rows[0] ?? {}
}

/** As long as former members can matter to a filter by last use. */
const formerDays = 100

/** Adds the committed rows of each kind up, and forgets who left long ago. @returns how many rows are left */
export async function foldTally(ctx: Ctx): Promise<number> {
  const longAgo = new Date(ctx.now.getTime() - formerDays * 86_400_000)
  await ctx.db.deleteFrom('members.former').where('tenant_id', '=', ctx.tenant).where('left_at', '<', longAgo).execute()
  const { rows } = await sql<{ n: number }>`select members.fold_tally(${ctx.tenant}) as n`.execute(ctx.db)
  return rows[0]?.n ?? 0
}
