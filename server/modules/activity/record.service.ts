import type { Day, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { factsOfSignIn, factsOfUse } from './facts.rules.ts'
import { loadCalendars, markDays, type Mark } from './activity.queries.ts'

/** A member's use of, or sign-in to, a surface, on a day of the company they were in (T-1, AU-7). */
export type Use = { memberId: string; companyId: string; surface: Surface; day: Day }

/** AU-1: what a use puts on record. */
export function useMarks({ surface, ...use }: Use): Mark[] {
  return [{ ...use, facts: factsOfUse(surface) }]
}

/** AU-1: what an interactive sign-in puts on record. */
export function signInMarks({ surface, ...signIn }: Use): Mark[] {
  return [{ ...signIn, facts: factsOfSignIn(surface) }]
}

/**
 * Records marks in the caller's transaction; those recorded before stay as they are. Callers bound the day: a report to 31 days back
 * (AU-7), an import to two years. From here to its end the transaction holds up all recording of the tenant, so this comes last in it.
 */
export async function recordMarks(ctx: Ctx, marks: readonly Mark[]): Promise<void> {
  await markDays(ctx.db, ctx.tenant, marks)
}

/**
 * Loads the history of members who have no activity in the company yet (an import, the sample): what {@link recordMarks} would record,
 * whole calendars at once. @returns how many facts that were
 */
export async function loadHistory(ctx: Ctx, companyId: string, marks: readonly Omit<Mark, 'companyId'>[]): Promise<number> {
  return loadCalendars(ctx.db, ctx.tenant, companyId, marks)
}

/** AU-1: records one interactive sign-in in the caller's transaction, as {@link recordMarks} does. */
export async function recordSignIn(ctx: Ctx, signIn: Use): Promise<void> {
  await recordMarks(ctx, signInMarks(signIn))
}
