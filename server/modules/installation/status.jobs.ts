import type { Scope } from '../../platform/context.ts'
import { foldCounts } from './status.queries.ts'

/**
 * Every minute, for one tenant: adds the changes since to the counts, so that few rows are left to sum up when they are read. Costs what has
 * changed; two workers wait for each other, and nobody else waits for either.
 */
export async function foldInstallationCounts(scope: Scope): Promise<void> {
  await scope.transaction(foldCounts)
}
