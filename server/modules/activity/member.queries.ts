import { sql } from 'kysely'
import type { Day } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** Days of a member by fact, as the calendar keeps them: `bits` has a 1 for each day from `first` on that bears the fact. */
export type CalendarRow = { fact: number; first: Day; bits: string }

/** A member's calendars in a company that hold a day from `since` on; by key, at most one per fact. */
export async function selectCalendars(ctx: Ctx, of: { memberId: string; companyId: string }, since: Day): Promise<CalendarRow[]> {
  const { rows } = await calendarsQuery(ctx, of, since).execute(ctx.db)
  return rows
}

/** Exported for the test that holds its plan. */
export function calendarsQuery(ctx: Pick<Ctx, 'tenant'>, of: { memberId: string; companyId: string }, since: Day) {
  return sql<CalendarRow>`
    select c.fact, activity.base(c.last)::text as first, c.days::text as bits
    from activity.calendar c
    where c.tenant_id = ${ctx.tenant} and c.company_id = ${of.companyId} and c.member_id = ${of.memberId} and c.last >= ${since}::date`
}
