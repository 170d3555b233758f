import { timingSafeEqual } from 'node:crypto'
import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Provider, errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import type { JWK } from 'jose'
import { endSessions } from '#modules/sessions'
import { maySignIn } from '#modules/members'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { systemActor, type Scopes } from '../../platform/context.ts'
import type { Log } from '../../platform/log.ts'
import { hashSecret } from '../../platform/ids.ts'
import { requestOf } from '../../platform/request.ts'
import type { AccessCheck } from './access.service.ts'
import { findDoorAccount } from './account.queries.ts'
import { accountOf } from './account.rules.ts'
import { appMark, markOf } from './app.rules.ts'
import { suiteClientMetadata, type ClientSettings } from './clients.rules.ts'
import { createAdapter } from './artifact.adapter.ts'
import { isSecondSuccessor } from './artifact.queries.ts'
import { deviceFlow } from './device.adapter.ts'
import { policyFor, type PromptDeps } from './prompts.adapter.ts'
import { withWork } from './request.adapter.ts'
import { show } from './show.adapter.ts'
import { errorPage, signOutPage, ssoEndedPage } from './signin.page.ts'

const day = 86_400
/** Seconds. A session lives as long as its refresh token; access tokens are opaque and checked at each use. */
const ttl = {
  AccessToken: 3600,
  AuthorizationCode: 60,
  IdToken: 3600,
  Interaction: 1800,
  DeviceCode: 600,
  ClientCredentials: 3600,
  RefreshToken: 90 * day,
  Grant: 90 * day,
  Session: 90 * day,
}

export type ProviderDeps = PromptDeps & {
  db: Db
  clock: Clock
  access: AccessCheck
  log: Log
  settings: ClientSettings
  keys: JWK[]
  cookieKeys: string[]
}

/** SX-1: the OpenID provider (oidc-provider, OpenID certified), with the suite's clients and Muster's rules of access. */
export function createProvider(deps: ProviderDeps): Provider {
  const { scopes, settings } = deps
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
    // What the suite's own apps are told with `openid` alone, registered ones are only with the scope that the member has allowed.
    claims: {
      openid: ['sub', 'amr', 'name', 'preferred_username', 'locale'],
      profile: ['name', 'preferred_username', 'locale'],
      email: ['email'],
    },
    extraClientMetadata: { properties: [appMark] },
    conformIdTokenClaims: false,
    clientBasedCORS: (_ctx, origin, client) => client.redirectUris?.some((uri) => uri.startsWith(`${origin}/`)) ?? false,
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async (ctx) => ctx.oidc.deviceCode === undefined,
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: async (_ctx, client, token) => token.clientId === client.clientId },
      userinfo: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: async (ctx, client, token) => mayLookUp(deps.access, ctx, client, token) },
      deviceFlow: deviceFlow(),
      backchannelLogout: { enabled: true },
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
      // A confidential client asks from its own server: the member's address is seen at the member's own requests.
      const isMembers = token !== undefined && oidc.client?.clientAuthMethod === 'none'
      const found = await findDoorAccount(deps.db, account, isMembers ? (oidc.client?.clientId ?? '') : null)
      if (!found || !maySignIn(found, deps.clock())) return undefined
      const { companyId, network, id, name, locale } = found
      if (!(await deps.admission.admits({ tenant: account.tenant, companyId, network }, requestOf(req).ip)))
        throw new errors.CustomOIDCProviderError('network_refused', 'the company does not allow access from this network')
      const profile = { name, preferred_username: id, locale }
      return {
        accountId: sub,
        claims: (_use, scope) => {
          const allowed = (one: string) => scope.split(' ').includes(one)
          const isSuites = !markOf(oidc.client)
          return { sub, ...(isSuites || allowed('profile') ? profile : {}), ...(allowed('email') ? { email: id } : {}) }
        },
      }
    },
    renderError: (ctx, out) => show(ctx, (locale, nonce) => errorPage(locale, out.error, nonce)),
  }
  const provider = new Provider(`${settings.url}/oidc`, configuration)
  provider.proxy = true
  // SX-3: secrets stand here as hashes; what is presented is hashed before it is compared.
  provider.Client.prototype.compareClientSecret = function compareHash(this: { clientSecret?: string }, presented: string) {
    const [known, given] = [Buffer.from(this.clientSecret ?? '', 'hex'), hashSecret(presented)]
    return known.length === given.length && timingSafeEqual(known, given)
  }
  // RE-3: apps are told by a job, of whatever ends a connection, and not by the provider, of what ends here.
  provider.Client.prototype.backchannelLogout = async () => undefined
  provider.use(async (ctx, next) => {
    try {
      await withWork(deps.db, ctx.req, next)
    } catch (err) {
      if (!isSecondSuccessor(err)) throw err
      ctx.status = 503
      ctx.set('retry-after', '1')
      ctx.body = { error: 'temporarily_unavailable' }
    }
  })
  // Not by its event: nobody would wait for that, and what failed there would end the process.
  provider.use(async (ctx, next) => {
    await next()
    const { oidc } = ctx as Partial<KoaContextWithOIDC>
    // What a device shows is typed by hand: the shorter address, which leads there.
    if (oidc?.route === 'device_authorization' && ctx.status === 200) shorten(ctx, settings.url)
    if (oidc?.route === 'end_session_confirm' && ctx.status === 303) await endSso(scopes, oidc)
    if (oidc?.route === 'introspection' && ctx.status === 200 && markOf(oidc.client)?.kind !== 'service') refuseLookUp(ctx)
  })
  const logDefect = (err: unknown, { req }: { req: IncomingMessage }) =>
    deps.log.error({ err, requestId: requestOf(req).requestId }, 'defect at the OpenID provider')
  provider.on('server_error', (ctx, err) => logDefect(err, ctx))
  // What its own handler does not see, such as a failure to save the session; the provider's types leave out Koa's event.
  ;(provider as EventEmitter).on('error', logDefect)
  return provider
}

/** SX-2: a service looks up what its own tenant's members and services present to it; the one access check says whether it still opens anything. */
async function mayLookUp(access: AccessCheck, ctx: KoaContextWithOIDC, client: object, token: { kind: string }): Promise<boolean> {
  const presented = ctx.oidc.params?.['token']
  const asking = markOf(client)
  if (asking?.kind !== 'service' || typeof presented !== 'string') return false
  if (token.kind !== 'AccessToken' && token.kind !== 'ClientCredentials') return false
  const found = token.kind === 'AccessToken' ? await access.look('AccessToken', presented) : await access.checkService(presented)
  // DS-10: until its device is enrolled, a session opens nothing at the suite's services either.
  if (found && 'unenrolled' in found && found.unenrolled) return false
  return found?.tenant === asking.tenant
}

function shorten(ctx: { body: unknown }, url: string): void {
  const { verification_uri: _, verification_uri_complete: complete, ...rest } = ctx.body as Record<string, string>
  const address = `${url}/device`
  ctx.body = { ...rest, verification_uri: address, verification_uri_complete: `${address}${new URL(complete ?? address).search}` }
}

/** Whoever is no service learns nothing, not even that a token is over. */
function refuseLookUp(ctx: { status: number; body: unknown }): void {
  ctx.status = 403
  ctx.body = { error: 'unauthorized_client', error_description: 'only a service that the company registered may look up tokens' }
}

/** Signing out at the provider ends the browser's single sign-on and every connection made with it, before it is answered (SX-2). */
async function endSso(scopes: Scopes, { session, params }: KoaContextWithOIDC['oidc']): Promise<void> {
  if (!params?.['logout']) return
  const account = session?.accountId ? accountOf(session.accountId) : undefined
  if (account && session?.uid)
    await scopes(account.tenant, systemActor('openid')).transaction((c) => endSessions(c, { ssoId: session.uid }, 'signed_out'))
}
