import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Provider, errors, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import type { JWK } from 'jose'
import type { Locale } from '@muster/contract'
import { endSessions, wasLoggedOut } from '#modules/sessions'
import { findMember, maySignIn } from '#modules/members'
import { getCompany } from '#modules/company'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { systemActor, type Scopes } from '../../platform/context.ts'
import type { Log } from '../../platform/log.ts'
import { newId, newSecret } from '../../platform/ids.ts'
import { requestOf } from '../../platform/request.ts'
import { accountOf, surfaceOf } from './account.rules.ts'
import { suiteClientMetadata, type ClientSettings } from './clients.rules.ts'
import { connect, type ConnectDeps } from './connect.service.ts'
import { createAdapter } from './artifact.adapter.ts'
import { proofOf } from './progress.rules.ts'
import { errorPage, pagePolicy, preferredLocale, signOutPage, ssoEndedPage } from './signin.page.ts'

const day = 86_400
/** Seconds. A session lives as long as its refresh token; access tokens are opaque and checked at each use. */
const ttl = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  IdToken: 3600,
  Interaction: 1800,
  RefreshToken: 90 * day,
  Grant: 90 * day,
  Session: 90 * day,
}

export type ProviderDeps = ConnectDeps & {
  db: Db
  scopes: Scopes
  clock: Clock
  log: Log
  settings: ClientSettings
  keys: JWK[]
  cookieKeys: string[]
}

/** SX-1: the OpenID provider (oidc-provider, OpenID certified), with the suite's clients and Muster's rules of access. */
export function createProvider(deps: ProviderDeps): Provider {
  const { scopes, settings } = deps
  const actor = systemActor('openid')
  const configuration: Configuration = {
    adapter: createAdapter(deps),
    clients: suiteClientMetadata(settings),
    jwks: { keys: deps.keys } as NonNullable<Configuration['jwks']>,
    cookies: {
      keys: deps.cookieKeys,
      long: { signed: true, httpOnly: true, sameSite: 'lax' },
      short: { signed: true, httpOnly: true, sameSite: 'lax' },
    },
    ttl,
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access'],
    claims: { openid: ['sub', 'amr', 'name', 'preferred_username', 'locale'] },
    conformIdTokenClaims: false,
    clientBasedCORS: (_ctx, origin, client) => client.redirectUris?.some((uri) => uri.startsWith(`${origin}/`)) ?? false,
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => true,
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      userinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (ctx, form) => show(ctx, (locale, nonce) => signOutPage(locale, form, nonce)),
        postLogoutSuccessSource: async (ctx) => show(ctx, ssoEndedPage),
      },
    },
    interactions: { policy: policyFor(deps), url: (_ctx, interaction) => `/signin/${interaction.uid}` },
    findAccount: async ({ oidc, req }, sub, token) => {
      const account = accountOf(sub)
      if (!account) return undefined
      const found = await scopes(account.tenant, actor).transaction(async (ctx) => {
        const member = await findMember(ctx, account.memberId)
        if (!member || !maySignIn(member, ctx.now)) return undefined
        // A confidential client asks from its own server: the member's address is seen at the member's own requests.
        const isMembers = token !== undefined && oidc.client?.clientAuthMethod === 'none'
        if (isMembers && !(await deps.admission.mayEnter(ctx, member, oidc.client?.clientId ?? '', requestOf(req).ip)))
          throw new errors.CustomOIDCProviderError('network_refused', 'the company does not allow access from this network')
        return { member, company: await getCompany(ctx, member.companyId) }
      })
      if (!found) return undefined
      const { member, company } = found
      return {
        accountId: sub,
        claims: () => ({ sub, name: member.name, preferred_username: `${member.login}@${company.domain}`, locale: member.locale }),
      }
    },
    renderError: (ctx, out) => show(ctx, (locale, nonce) => errorPage(locale, out.error, nonce)),
  }
  const provider = new Provider(`${settings.url}/oidc`, configuration)
  provider.proxy = true
  // Not by its event: nobody would wait for that, and what failed there would end the process.
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx as Partial<KoaContextWithOIDC>
    if (oidc?.route === 'end_session_confirm' && ctx.status === 303) await endSso(scopes, oidc)
  })
  const logDefect = (err: unknown, { req }: { req: IncomingMessage }) =>
    deps.log.error({ err, requestId: requestOf(req).requestId }, 'defect at the OpenID provider')
  provider.on('server_error', (ctx, err) => logDefect(err, ctx))
  // What its own handler does not see, such as a failure to save the session; the provider's types leave out Koa's event.
  ;(provider as EventEmitter).on('error', logDefect)
  return provider
}

/** Answers with a page of ours, under its own content policy, in the browser's language. */
function show(ctx: KoaContextWithOIDC, render: (locale: Locale, nonce: string) => string): void {
  const nonce = newSecret()
  ctx.type = 'html'
  ctx.set('content-security-policy', pagePolicy(nonce))
  ctx.body = render(preferredLocale(ctx.get('accept-language')), nonce)
}

/** Signing out at the provider ends the browser's single sign-on and every connection made with it, before it is answered (SX-2). */
async function endSso(scopes: Scopes, { session, params }: KoaContextWithOIDC['oidc']): Promise<void> {
  if (!params?.['logout']) return
  const account = session?.accountId ? accountOf(session.accountId) : undefined
  if (account && session?.uid)
    await scopes(account.tenant, systemActor('openid')).transaction((c) => endSessions(c, { ssoId: session.uid }, 'signed_out'))
}

/**
 * The provider's prompts, changed in two places: consent is not asked for the suite's own apps (their native-client check made sign-in
 * loop), and the last step before a code is given connects the member in one transaction. An app that was logged out of needs
 * the member again, even while the browser is signed in: otherwise it silently signs back in. So does one at an address that network rules
 * refuse: the page says why.
 */
function policyFor(deps: ProviderDeps) {
  const { scopes } = deps
  const policy = interactionPolicy.base()
  policy.remove('consent')
  const { Check, Prompt } = interactionPolicy
  policy.get('login')?.checks.add(
    new Check('app_logged_out', 'the member logged out of this app', 'login_required', async (ctx) => {
      const { session, client, result } = ctx.oidc
      const account = session?.accountId ? accountOf(session.accountId) : undefined
      if (!account || !session || !client || result?.login) return Check.NO_NEED_TO_PROMPT
      const { ip } = requestOf(ctx.req)
      const asks = await scopes(account.tenant, systemActor('openid')).transaction(async (c) => {
        if (await wasLoggedOut(c, session.uid, client.clientId)) return true
        const member = await findMember(c, account.memberId)
        return member !== undefined && !(await deps.admission.mayEnter(c, member, client.clientId, ip))
      })
      return asks ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT
    }),
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

/** Gives the authorization its grant: the live one of this app in this browser, or a new connection's. */
async function connectGrant(deps: ProviderDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { session, client, result, provider, params } = ctx.oidc
  const account = session?.accountId ? accountOf(session.accountId) : undefined
  const surface = client && surfaceOf(client.clientId)
  if (!account || !session || !client || !surface) throw new errors.AccessDenied()
  const proof = proofOf(result)
  const grantId = session.grantIdFor(client.clientId)
  const live = !proof && grantId ? await provider.Grant.find(grantId) : undefined
  if (live) return
  const { ip, userAgent } = requestOf(ctx.req)
  const scope = deps.scopes(account.tenant, { ...systemActor('openid'), ip })
  const connectionId = newId(scope.now)
  const connected = await scope.transaction((c) =>
    connect(c, deps, {
      connectionId,
      memberId: account.memberId,
      clientId: client.clientId,
      surface,
      ssoId: session.uid,
      ip,
      userAgent,
      proof,
    }),
  )
  if (!connected) throw new errors.AccessDenied(undefined, 'the member may not use this app')
  const grant = new provider.Grant({ jti: connectionId, accountId: session.accountId, clientId: client.clientId } as ConstructorParameters<
    typeof provider.Grant
  >[0])
  grant.addOIDCScope(String(params?.['scope'] ?? 'openid'))
  await grant.save()
  session.ensureClientContainer(client.clientId)
  session.grantIdFor(client.clientId, connectionId)
  ctx.oidc.entity('Grant', grant)
}
