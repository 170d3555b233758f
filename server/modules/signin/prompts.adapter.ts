import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import type { Surface } from '@muster/contract'
import { wasLoggedOut } from '#modules/sessions'
import { findMember } from '#modules/members'
import { systemActor, type Scopes } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { requestOf } from '../../platform/request.ts'
import { findStanding } from './account.queries.ts'
import { accountOf, surfaceOf } from './account.rules.ts'
import { askedScopes, isAllowed, markOf } from './app.rules.ts'
import { connect, type Connect, type ConnectDeps } from './connect.service.ts'
import { hasAllowed } from './consent.service.ts'
import { proofOf } from './progress.rules.ts'
import { mayComeAlong } from './twoStep.service.ts'

export type PromptDeps = ConnectDeps & { scopes: Scopes }

const { Check, Prompt } = interactionPolicy
const actor = systemActor('openid')

/** The account that the browser is signed in with. */
const signedIn = ({ session }: KoaContextWithOIDC['oidc']) => (session?.accountId ? accountOf(session.accountId) : undefined)

/**
 * The provider's prompts, changed in three places. An app that was logged out of needs the member again, even while the browser is signed
 * in: otherwise it silently signs back in; so does one at an address that network rules refuse: the page says why; and one in a browser where
 * the second step that is asked for by now was not proved; and one that a company registered needs a member of that company. Consent is asked for
 * registered apps, never for the suite's own (the provider's check of native clients made sign-in loop). The last step before a code
 * is given connects the member in one transaction.
 */
export function policyFor(deps: PromptDeps) {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  policy.get('login')?.checks.add(
    new Check('app_logged_out', 'the member logged out of this app', 'login_required', async ({ oidc, req }) => {
      const { session, client, result } = oidc
      const account = signedIn(oidc)
      if (!account || !session || !client || result?.login) return Check.NO_NEED_TO_PROMPT
      const { ip } = requestOf(req)
      const asks = await deps.scopes(account.tenant, actor).transaction(async (c) => {
        if (await wasLoggedOut(c, session.uid, client.clientId)) return true
        const standing = await findStanding(c.db, account, client.clientId)
        if (!standing) return false
        return !(await deps.admission.admitsWithin(c, standing, ip)) || !(await mayComeAlong(c, standing, session.uid))
      })
      return asks ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
    }),
  )
  policy.get('login')?.checks.add(
    new Check('another_company', 'the app is of another company', 'login_required', async ({ oidc }) => {
      const [account, app] = [signedIn(oidc), markOf(oidc.client)]
      if (!account || !app || oidc.result?.login) return Check.NO_NEED_TO_PROMPT
      if (account.tenant !== app.tenant) return Check.REQUEST_PROMPT
      const member = await deps.scopes(account.tenant, actor).transaction((c) => findMember(c, account.memberId))
      return member?.companyId === app.companyId ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
    }),
  )
  policy.add(
    new Prompt(
      { name: 'consent', requestable: true },
      new Check('not_allowed', 'the member has not allowed this app all it asks for', 'consent_required', async ({ oidc }) => {
        const [account, app] = [signedIn(oidc), markOf(oidc.client)]
        if (!account || !app || !oidc.client) return Check.NO_NEED_TO_PROMPT
        const [{ clientId }, asked] = [oidc.client, askedScopes(oidc.params?.['scope'])]
        const allowed = await deps.scopes(account.tenant, actor).transaction((c) => hasAllowed(c, account.memberId, clientId, asked))
        return allowed ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT
      }),
    ),
  )
  policy.add(
    new Prompt(
      { name: 'connect', requestable: false },
      new Check('connected', 'the member cannot be signed in', async (ctx) => {
        await connectGrant(deps, ctx)
        return Check.NO_NEED_TO_PROMPT
      }),
    ),
  )
  return policy
}

/**
 * Gives the authorization its grant: the live one of this app in this browser, or a new connection's. A device that is let in by its code
 * is always another connection, and not of this browser.
 */
async function connectGrant(deps: PromptDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { session, client, result, provider, params, deviceCode } = ctx.oidc
  const account = signedIn(ctx.oidc)
  const surface = client && surfaceOfClient(client)
  if (!account || !session || !client || !surface) throw new errors.AccessDenied()
  const proof = proofOf(result)
  const scope = String(params?.['scope'] ?? 'openid')
  const grantId = session.grantIdFor(client.clientId)
  const live = !proof && !deviceCode && grantId ? await provider.Grant.find(grantId) : undefined
  if (live) {
    if (isAllowed(live.getOIDCScope().split(' '), askedScopes(scope))) return
    live.addOIDCScope(scope)
    await live.save()
    return ctx.oidc.entity('Grant', live)
  }
  const app = markOf(client)
  if (app && app.tenant !== account.tenant) throw new errors.AccessDenied(undefined, 'the member may not use this app')
  const facts = requestOf(ctx.req)
  const reach = deps.scopes(account.tenant, { ...actor, ip: facts.ip })
  const connectionId = newId(reach.now)
  const from = deviceCode ? deviceOf(deviceCode.deviceInfo) : facts
  const wanted: Connect = {
    connectionId,
    memberId: account.memberId,
    clientId: client.clientId,
    surface,
    ssoId: session.uid,
    ip: from.ip,
    userAgent: from.userAgent,
    proof,
    app: app ? { companyId: app.companyId, asked: askedScopes(scope) } : null,
    byCode: deviceCode !== undefined,
  }
  if (!(await reach.transaction((c) => connect(c, deps, wanted))))
    throw new errors.AccessDenied(undefined, 'the member may not use this app')
  const grant = new provider.Grant({ jti: connectionId, accountId: session.accountId, clientId: client.clientId } as ConstructorParameters<
    typeof provider.Grant
  >[0])
  grant.addOIDCScope(scope)
  await grant.save()
  // A connection is what an app is told to have ended, by this name (back-channel logout).
  session.sidFor(client.clientId, connectionId)
  session.grantIdFor(client.clientId, connectionId)
  ctx.oidc.entity('Grant', grant)
}

/** Registered apps are of the web. */
function surfaceOfClient(client: { clientId: string }): Surface | undefined {
  return markOf(client) ? 'web' : surfaceOf(client.clientId)
}

export type DeviceFacts = { ip: string | null; userAgent: string | null }

/** What was known of the device when it asked for its code. */
function deviceOf(kept: unknown): DeviceFacts {
  // Written by the provider's configuration, and by nobody else.
  const { ip, userAgent } = (kept ?? {}) as Partial<DeviceFacts>
  return { ip: ip ?? null, userAgent: userAgent ?? null }
}
