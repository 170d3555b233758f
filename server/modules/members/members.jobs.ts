import type { Scope } from '../../platform/context.ts'
import { purgeMembers } from './deletion.service.ts'

/**
 * Hourly, for one tenant: purges all whose seven days are over, a few hundred per transaction, so that many deleted at once are no
 * burden. Two workers at once share the work: rows that the other holds are passed over.
 */
export async function purgeAllMembers(scope: Scope): Promise<void> {
  while ((await scope.transaction(purgeMembers)) > 0);
}
