import type { Scope } from '../../platform/context.ts'
import { foldTally } from './tally.queries.ts'

/**
 * Every five minutes, for one tenant: adds the changes of the list's counts up, so that a total reads few rows. Costs what has changed;
 * two workers at once wait for each other, and the second finds nothing to do.
 */
export async function foldAllTallies(scope: Scope): Promise<void> {
  await scope.transaction(foldTally)
}
