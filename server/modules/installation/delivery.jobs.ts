import type { Scope } from '../../platform/context.ts'
import { guideHistory } from '@muster/contract'
import { deleteOldGuides, forgetPurged } from './guide.queries.ts'
import { takeUpMails } from './delivery.service.ts'

/**
 * Every minute, for one tenant: gives up attempts whose worker is gone, and wakes the delivery where mails are due. One look at an index where
 * there are none; two workers wake one delivery.
 */
export async function takeUpGuides(scope: Scope): Promise<void> {
  await scope.transaction(takeUpMails)
}

/** Daily, for one tenant: drops sends that fell out of the history (IS-5), and the names of receivers who were purged. Two workers do it twice. */
export async function purgeGuides(scope: Scope): Promise<void> {
  await scope.transaction(async (ctx) => {
    await deleteOldGuides(ctx, guideHistory)
    await forgetPurged(ctx)
  })
}
