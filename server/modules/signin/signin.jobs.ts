import { purgeConnections } from '#modules/sessions'
import { doorTenant, type Db } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { deleteExpired, dropLocators } from './artifact.queries.ts'
import { purgeFamiliar } from './familiar.service.ts'
import { deletePastInteractions } from './interaction.queries.ts'
import { purgeLogouts } from './logout.service.ts'
import { deletePastChallenges } from './passkey.queries.ts'
import { deletePastAttempts } from './password.queries.ts'
import { deletePastTokens } from './token.queries.ts'
import { deletePastRemembered } from './remembered.queries.ts'

/**
 * Hourly, one transaction per tenant over what has expired (indexed); two workers at once find nothing left the second time.
 * Drops expired artifacts, locators and remembered browsers, past throttle windows, and connections and API tokens that ended more than 90 days ago,
 * with what was known of them (MB-11), and what became of telling apps of it.
 */
export async function tidySignIn(ctx: Ctx): Promise<void> {
  await deleteExpired(ctx)
  await deletePastRemembered(ctx)
  await deletePastTokens(ctx)
  await purgeConnections(ctx)
  await purgeFamiliar(ctx)
  await purgeLogouts(ctx)
}

/** The same for what belongs to no tenant. */
export async function tidyDoor(db: Db, scopes: Scopes): Promise<void> {
  const scope = scopes(doorTenant, systemActor('tidy'))
  await scope.transaction(async (ctx) => {
    await deleteExpired(ctx)
    await deletePastInteractions(ctx)
    await deletePastAttempts(ctx)
    await deletePastChallenges(ctx)
  })
  await dropLocators(db, scope.now)
}
