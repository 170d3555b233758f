import type { Scope } from '../../platform/context.ts'
import { purgeDevices } from './purge.service.ts'

/**
 * DS-1: hourly, a tenant at a time, up to 10,000 device rows a transaction, by an index of their last access. Two workers purge different
 * rows, or the same ones once.
 */
export async function purgeAllDevices(scope: Scope): Promise<void> {
  while (await scope.transaction(purgeDevices));
}
