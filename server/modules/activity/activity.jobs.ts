import type { Scope } from '../../platform/context.ts'
import { facts } from './facts.rules.ts'
import { addDays } from './period.rules.ts'
import { deleteOlderThan, recountFact, selectCompanies } from './activity.queries.ts'

/**
 * Nightly, for one tenant: drops what is over two years old, then compares the counts with the calendars and repairs them, one
 * transaction per company and fact; reads every calendar once (minutes for a million members), and lets recording go on meanwhile.
 * Two workers at once take turns, count by count; the second finds nothing to repair.
 * @returns how many counts were wrong
 */
export async function recountTenant(scope: Scope): Promise<number> {
  const today = scope.now.toISOString().slice(0, 10)
  await scope.transaction((ctx) => deleteOlderThan(ctx.db, ctx.tenant, addDays(today, -768)))
  let wrong = 0
  for (const companyId of await scope.transaction((ctx) => selectCompanies(ctx.db, ctx.tenant))) {
    for (const fact of facts.keys()) wrong += await scope.transaction((ctx) => recountFact(ctx.db, ctx.tenant, companyId, fact, today))
  }
  if (wrong > 0) scope.log.warn({ tenant: scope.tenant, wrong }, 'activity counts differed from the calendars and were repaired')
  return wrong
}

/** Each takes one tenant at a time. */
export const activityJobs = [{ name: 'activity.recount', cron: '23 2 * * *', run: recountTenant }] as const
