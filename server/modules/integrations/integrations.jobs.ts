import { deliveryDays } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { deletePast, deletePastEvents, giveUpPaused } from './delivery.queries.ts'
import { deadBefore } from './retry.rules.ts'

const atOnce = 5_000

/**
 * Hourly, one tenant after another, in transactions of some thousand rows found by index; two workers at once take different rows, or find
 * nothing left. RE-3: gives up what has waited three days for a paused endpoint, and drops what ended more than thirty days ago.
 */
export async function tidyDeliveries(scope: Scope): Promise<void> {
  const kept = new Date(scope.now.getTime() - deliveryDays * 24 * 3_600_000)
  while ((await scope.transaction((ctx) => giveUpPaused(ctx, deadBefore(ctx.now), atOnce))) === atOnce);
  while ((await scope.transaction((ctx) => deletePast(ctx, kept, atOnce))) === atOnce);
  await scope.transaction((ctx) => deletePastEvents(ctx, kept))
}
