import type { Scope } from '../../platform/context.ts'
import { foldTeamChanges } from './organization.queries.ts'

/**
 * Every minute, for one tenant: adds the changes since to the counts of teams, so that few rows are left to sum up when they are read.
 * One statement's work a change; two workers wait for each other, and nobody else waits for either.
 */
export async function foldAllTeamChanges(scope: Scope): Promise<void> {
  await scope.transaction(foldTeamChanges)
}
