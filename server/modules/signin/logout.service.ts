import { SignJWT } from 'jose'
import { logoutDays } from '@muster/contract'
import type { Ctx, Scope, Scopes } from '../../platform/context.ts'
import { enqueue } from '../../platform/jobs.ts'
import type { Outbound } from '../../platform/outbound.ts'
import { subOf } from './account.rules.ts'
import { deletePastLogouts, findNextDue, setOutcome, takeDue, type DueLogout, type Outcome } from './logout.queries.ts'
import { isGivenUp, nextAttemptAt } from './logout.rules.ts'
import { loadSigner } from './signer.service.ts'

export const tellLogoutsJob = 'signin.tell_logouts'
const batch = 20

export type TellDeps = { scopes: Scopes; secret: string; url: string; outbound: Outbound }

/**
 * RE-3: tells registered web apps of connections that ended (OpenID Connect Back-Channel Logout 1.0), as long as anything is due in the
 * tenant, some at once. What fails is tried again, later and later. The rows are written by a trigger, in the transaction that
 * ends the connection, whatever path it takes.
 */
export async function tellLogouts(deps: TellDeps, open: () => Scope): Promise<void> {
  for (;;) {
    const scope = open()
    const due = await scope.transaction((ctx) => takeDue(ctx, batch, (attempts) => nextAttemptAt(ctx.now, attempts)))
    if (due.length === 0) break
    const sign = await signerOf(deps, scope)
    await Promise.all(
      due.map(async (one) => {
        const outcome = await tell(deps, one, await sign(one))
        await open().transaction((ctx) => setOutcome(ctx, one.connectionId, outcome))
      }),
    )
  }
  await open().transaction(comeBack)
}

/** Under a key of its own: what ends meanwhile is told at once, not when the next attempt is due. */
async function comeBack(ctx: Ctx): Promise<void> {
  const runAt = await findNextDue(ctx)
  if (runAt) await enqueue(ctx, tellLogoutsJob, { tenant: ctx.tenant }, { key: `${tellLogoutsJob} again ${ctx.tenant}`, runAt })
}

async function tell({ outbound }: TellDeps, { uri, attempts }: DueLogout, token: string): Promise<Outcome> {
  const sent = await outbound.post(uri, { logout_token: token })
  if (sent.ok) return { delivered: true }
  return { delivered: false, failure: sent.failure, status: sent.status, givenUp: isGivenUp(attempts, sent.failure) }
}

/** Signs what an app is told, with the key that signs its ID tokens now. `sid` is the connection's, as in the ID token. */
async function signerOf({ scopes, secret, url }: TellDeps, { tenant, now }: Scope) {
  const sign = await loadSigner(scopes, secret, now)
  return ({ appId, memberId, connectionId }: DueLogout) =>
    sign(
      new SignJWT({ sid: connectionId, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
        .setIssuer(`${url}/oidc`)
        .setAudience(appId)
        .setSubject(subOf(tenant, memberId))
        .setIssuedAt(now)
        .setExpirationTime(new Date(now.getTime() + 120_000))
        .setJti(crypto.randomUUID()),
      'logout+jwt',
    )
}

/** What became of telling apps is shown for {@link logoutDays}. */
export async function purgeLogouts(ctx: Ctx): Promise<void> {
  await deletePastLogouts(ctx, new Date(ctx.now.getTime() - logoutDays * 86_400_000))
}
