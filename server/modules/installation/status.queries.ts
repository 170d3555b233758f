import { sql, type RawBuilder } from 'kysely'
import type { GuideBlock, InstallationState } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

type Sql = RawBuilder<unknown>

/** IS-1: an app, as the columns of a combination say it. */
const state = (allowed: Sql, has: Sql) =>
  sql`case when not ${allowed} then 'no_permission' when ${has} then 'installed' else 'not_installed' end`

/** IS-2: why a combination is not selectable, in the order of `guideBlockedBy`; but for those who await their first day. */
const blockedOnceBegun = sql`case
  when c.standing = 3 then 'deleted'
  when c.standing = 2 then 'suspended'
  when not c.allows_mobile and not c.allows_pc then 'no_permission'
  when (not c.allows_mobile or c.has_mobile) and (not c.allows_pc or c.has_pc) then 'installed'
  when c.contact = 0 then 'no_email'
  when c.contact = 2 then 'opted_out' end`

/**
 * IS-1, IS-2: the combinations that members of a company have (deleted ones apart), with how many have each (`n`), and what follows for
 * each from what the service permissions say now: the states of both apps, and why no guide is sent (`blocked`, null: one may be).
 * `standing` 1 of those who await their first day until it comes: see {@link isAwaiting}.
 */
export function kindsOf(ctx: Ctx, companyId: string): Sql {
  // Materialized: what each source permits is worked out once, not for each combination.
  return sql`(
    with permitted as materialized (
      select p.source_id, p.surfaces from members.permission_source p where p.tenant_id = ${ctx.tenant} and p.company_id = ${companyId}
    )
    select c.source_id, c.standing, c.contact, c.has_mobile, c.has_pc, c.n, ${state(sql`c.allows_mobile`, sql`c.has_mobile`)} as mobile,
      ${state(sql`c.allows_pc`, sql`c.has_pc`)} as pc, ${blockedOnceBegun} as blocked
    from (
      select t.*, coalesce('mobile' = any (p.surfaces), false) as allows_mobile, coalesce('pc' = any (p.surfaces), false) as allows_pc
      from (
        select t.source_id, t.standing, t.contact, t.has_mobile, t.has_pc, sum(t.n)::integer as n from installation.tally t
        where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} group by 1, 2, 3, 4, 5 having sum(t.n) > 0
      ) t
      left join permitted p on p.source_id = t.source_id
    ) c
  )`
}

/** MB-1: entries `e` of members whose first day is ahead. */
export const isAwaiting = (ctx: Ctx): Sql => sql`(e.standing = 1 and e.activates_at > ${ctx.now})`

/** IS-2: why an entry `e` of a combination `k` is not selectable; null: it is. */
export const blockedBy = (ctx: Ctx): Sql => sql`case when ${isAwaiting(ctx)} then 'awaiting' else k.blocked end`

/** Entries `e` of a combination `k`. */
export const isOfKind = sql`(e.source_id, e.standing, e.contact, e.has_mobile, e.has_pc) = (k.source_id, k.standing, k.contact, k.has_mobile, k.has_pc)`

/** A row of {@link statusOf}. */
export type Status = { member_id: string; mobile: InstallationState; pc: InstallationState; blocked_by: GuideBlock | null }

/**
 * IS-1, IS-2: how the members of a company stand, deleted ones apart, or some of them, to select or insert from: `member_id`, `mobile`, `pc`,
 * `blocked_by` (null: selectable). The entries of some are read by key, once, before anything is joined: the planner would rather read all that have
 * a combination.
 */
export function statusOf(ctx: Ctx, { companyId, members }: { companyId: string; members: readonly string[] | null }): Sql {
  const some = members ? sql`and member_id = any (${members}::uuid[])` : sql``
  return sql`(
    with entries as ${members ? sql`materialized` : sql`not materialized`} (
      select * from installation.entry where tenant_id = ${ctx.tenant} and company_id = ${companyId} ${some}
    )
    select e.member_id, k.mobile, k.pc, ${blockedBy(ctx)} as blocked_by from entries e join ${kindsOf(ctx, companyId)} k on ${isOfKind}
  )`
}

/** IS-1, IS-2: how some members of a company stand; those who are not there, or deleted, are missing. */
export async function selectStatuses(ctx: Ctx, companyId: string, members: readonly string[]): Promise<Status[]> {
  const { rows } = await sql<Status>`select s.* from ${statusOf(ctx, { companyId, members })} s`.execute(ctx.db)
  return rows
}

/** Adds the committed changes to the counts. */
export async function foldCounts(ctx: Ctx): Promise<void> {
  await sql`select installation.fold(${ctx.tenant})`.execute(ctx.db)
}
