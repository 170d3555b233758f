import { sql, type RawBuilder } from 'kysely'
import { expiringDays, lapsedDays, pendingDays, type MemberState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import type { Sought } from './list.rules.ts'

/** Teams that the list is confined to, with how many members they have (deleted ones apart). */
export type Within = { teams: string[]; members: number } | null

type Condition = RawBuilder<unknown>

/**
 * MB-1: entries in a state at an instant, in the order of `stateOf`: deleted, suspended, awaiting, pending (expired after 30 days), in use.
 * `standing` holds what does not depend on the clock; a partial index the rest.
 */
export function isInState(state: MemberState, now: Date): Condition {
  const expiry = new Date(now.getTime() - pendingDays * 86_400_000)
  const begun = sql`(e.activates_at is null or e.activates_at <= ${now})`
  const pending = sql`e.standing = 1 and e.first_signed_in_at is null and ${begun} and e.since`
  switch (state) {
    case 'deleted':
      return sql`e.standing = 3`
    case 'suspended':
      return sql`e.standing = 2`
    case 'awaiting':
      return sql`e.standing = 1 and e.activates_at > ${now} and e.since > ${now}`
    case 'pending_expired':
      return sql`${pending} <= ${expiry}`
    case 'pending':
      return sql`${pending} > ${expiry}`
    case 'in_use':
      return sql`(e.standing = 0 or e.standing = 1 and e.first_signed_in_at is not null and ${begun})`
  }
}

/** MB-1: entries of pending members who expire within the next days. */
function isExpiring(now: Date): Condition {
  return sql`(${isInState('pending', now)} and e.since <= ${new Date(now.getTime() + (expiringDays - pendingDays) * 86_400_000)})`
}

/** MB-14: entries of members who are away at an instant. */
export function isOnLeave(now: Date): Condition {
  return sql`(e.leave_from is not null and e.leave_from <= ${now} and (e.leave_until is null or e.leave_until > ${now}))`
}

/** The first of some days up to today. */
export function daysBack(today: string, days: number): Condition {
  return sql`(${today}::date - ${days - 1}::integer)`
}

/** When a member last used the suite in the company, by day: a condition on the view that the activity module publishes. */
function lastUsed(ctx: Ctx, sought: Sought, today: string): Condition {
  const use = sql`select from activity.last_use u where u.tenant_id = ${ctx.tenant} and u.company_id = ${sought.companyId} and u.member_id = e.member_id`
  if (sought.lastUse === 'never') return sql`not exists (${use})`
  if (sought.lastUse === 'lapsed') return sql`not exists (${use} and u.day >= ${daysBack(today, lapsedDays)})`
  if (sought.lastUse === 'older') return sql`exists (${use} and u.day < ${daysBack(today, 90)})`
  return sql`exists (${use} and u.day >= ${daysBack(today, Number(sought.lastUse))})`
}

/** MB-8: members who have set up a second step: a condition on the view that the sign-in module publishes. */
function hasSecondStep(ctx: Ctx): Condition {
  return sql`exists (select from signin.second_step s where s.tenant_id = ${ctx.tenant} and s.member_id = e.member_id)`
}

/** Members with an affiliation in some teams: gathered from the teams where these are small, else asked of each entry. */
export function isWithin(ctx: Ctx, within: NonNullable<Within>, gather: boolean): Condition {
  const teams = sql`a.tenant_id = ${ctx.tenant} and a.team_id = any (${within.teams}::uuid[])`
  if (gather) return sql`e.member_id in (select a.member_id from members.affiliation a where ${teams})`
  // `is true`: the teams are looked up in a hash, not each in the index.
  return sql`(select true from members.affiliation a
    where a.tenant_id = ${ctx.tenant} and a.member_id = e.member_id and (a.team_id = any (${within.teams}::uuid[])) is true limit 1)`
}

/** Members in whose words a text stands literally (pitfall 13): at most `most` of them, in no order; null: all. */
export function findByWords(companyId: string, words: string, most: number | null): Condition {
  return sql`select f as id from members.find_by_words(${companyId}, ${words}, ${most}) f`
}

/** The same of each entry; or, when they are gathered, those that stand in `found`. */
function isFound(ctx: Ctx, words: string, gather: boolean): Condition {
  if (gather) return sql`e.member_id in (select found.id from found)`
  return sql`(select position(members.folded(${words}) in s.words) > 0 from members.search s where s.tenant_id = ${ctx.tenant} and s.member_id = e.member_id)`
}

export type Scope = { sought: Sought; within: Within; today: string }

/**
 * All conditions of a list on its entries `e`. `gather`: the few are gathered first, a search's from `found`, by whatever index knows them.
 * Else each entry is asked: `is true` keeps the walk on the index of its order.
 */
export function conditions(ctx: Ctx, { sought, within, today }: Scope, gather: boolean): Condition {
  const all: Condition[] = []
  if (sought.state === null) all.push(sql`e.standing < 3`)
  else if (sought.state !== 'any') all.push(isInState(sought.state, ctx.now))
  if (sought.expiring) all.push(isExpiring(ctx.now))
  if (sought.levelId) all.push(sql`e.level_id = ${sought.levelId}`)
  if (sought.userTypeId) all.push(sql`e.user_type_id = ${sought.userTypeId}`)
  if (sought.blocked !== null) all.push(sought.blocked ? sql`e.app_blocked` : sql`not e.app_blocked`)
  if (sought.onLeave !== null) all.push(sought.onLeave ? isOnLeave(ctx.now) : sql`not ${isOnLeave(ctx.now)}`)
  if (sought.twoStep !== null) all.push(sought.twoStep ? hasSecondStep(ctx) : sql`not ${hasSecondStep(ctx)}`)
  if (sought.lastUse) all.push(lastUsed(ctx, sought, today))
  if (within) all.push(isWithin(ctx, within, gather))
  if (sought.words !== null) all.push(isFound(ctx, sought.words, gather))
  const company = sql`e.tenant_id = ${ctx.tenant} and e.company_id = ${sought.companyId}`
  return sql.join([company, ...all.map((one) => (gather ? one : sql`(${one}) is true`))], sql` and `)
}

/** A team of the company, with the teams beneath it, and how many members they have at most; undefined: no such team. */
export async function findTeams(ctx: Ctx, companyId: string, teamId: string, beneath: boolean): Promise<NonNullable<Within> | undefined> {
  const { rows } = await sql<{ teams: string[]; members: number }>`
    select case when ${beneath}::boolean then (select array_agg(b) from members.teams_beneath(${ctx.tenant}, t.team_id) b) else array[t.team_id] end as teams,
      coalesce((select case when ${beneath}::boolean then k.total else k.direct end from members.team_count k where k.tenant_id = ${ctx.tenant} and k.team_id = t.team_id), 0)
      + coalesce((select sum(case when ${beneath}::boolean then c.total else c.direct end) from members.team_change c where c.tenant_id = ${ctx.tenant} and c.team_id = t.team_id), 0) as members
    from members.team t where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.team_id = ${teamId}`.execute(ctx.db)
  return rows[0] && { teams: rows[0].teams, members: Number(rows[0].members) }
}
