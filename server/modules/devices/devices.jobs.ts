import type { Scope } from '../../platform/context.ts'
import { purgeDevices } from './purge.service.ts'
import { foldTally } from './tally.queries.ts'

/**
 * DS-1: hourly, a tenant at a time, up to 10,000 device rows a transaction, by an index of their last access. Two workers purge different
 * rows, or the same ones once.
 */
export async function purgeAllDevices(scope: Scope): Promise<void> {
  while (await scope.transaction(purgeDevices));
}

/**
 * Every five minutes, for one tenant: adds up the changes of the counts by which a total is told, so that it reads few rows. Costs what has
 * changed; two workers at once wait for each other, and the second finds nothing to do.
 */
export async function foldDeviceTally(scope: Scope): Promise<void> {
  await scope.transaction(foldTally)
}
