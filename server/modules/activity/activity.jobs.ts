import type { Scope } from '../../platform/context.ts'
import { facts } from './facts.rules.ts'
import { addDays } from './period.rules.ts'
import { deleteCalendarsBefore, deleteCountsBefore, recountFact, selectCompanies } from './activity.queries.ts'

/**
 * Weekly, for one tenant: drops what is over two years old, then compares all counts with the calendars and repairs them, one
 * transaction per company and fact, while recording goes on. Reads every calendar: about 3 µs for each day marked in it.
 * Two workers at once take turns, count by count; the second finds nothing to repair.
 * @returns how many counts were wrong
 */
export async function recountAll(scope: Scope): Promise<number> {
  // Older than any calendar can look back on: two years and a month.
  const day = addDays(todayOf(scope), -768)
  while ((await scope.transaction((ctx) => deleteCalendarsBefore(ctx.db, ctx.tenant, day))) > 0);
  await scope.transaction((ctx) => deleteCountsBefore(ctx.db, ctx.tenant, day))
  return recount(scope, null)
}

/** Nightly, for one tenant: the same for the last two months, which late events may have changed; folds the days that have settled. */
export function recountLately(scope: Scope): Promise<number> {
  return recount(scope, addDays(todayOf(scope), -62))
}

async function recount(scope: Scope, from: string | null): Promise<number> {
  let wrong = 0
  for (const companyId of await scope.transaction((ctx) => selectCompanies(ctx.db, ctx.tenant))) {
    for (const fact of facts.keys())
      wrong += await scope.transaction((ctx) => recountFact(ctx.db, ctx.tenant, companyId, fact, todayOf(scope), from))
  }
  if (wrong > 0) scope.log.warn({ tenant: scope.tenant, wrong }, 'activity counts differed from the calendars and were repaired')
  return wrong
}

/** The day in UTC: a day more or less does not matter to what is old or settled. */
const todayOf = (scope: Scope) => scope.now.toISOString().slice(0, 10)

/** Each takes one tenant at a time. */
export const activityJobs = [
  { name: 'activity.recount', cron: '23 2 * * *', run: recountLately },
  { name: 'activity.recount_all', cron: '53 2 * * 0', run: recountAll },
] as const
