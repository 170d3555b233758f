import type { ClientMetadata } from 'oidc-provider'
import type { AppInput, AppKind, AppScope, ServiceScope } from '@muster/contract'

/** An app that a company has registered, as the door finds it. */
export type RegisteredApp = {
  tenant: string
  companyId: string
  companyName: string
  id: string
  kind: AppKind
  name: string
  redirectUris: string[]
  postLogoutUris: string[]
  logoutUri: string | null
  scopes: (AppScope | ServiceScope)[]
  secretHash: Buffer | null
}

/** What the provider keeps of an app beside what OpenID knows. */
export type AppMark = Pick<RegisteredApp, 'tenant' | 'companyId' | 'companyName' | 'kind'>

/** The metadata that holds an {@link AppMark}. */
export const appMark = 'muster_app'

/** The mark of a client that a company has registered; undefined: it is the suite's own. */
export function markOf(client: object | undefined): AppMark | undefined {
  // Written by appMetadata(), and by nobody else: clients do not register themselves.
  return (client as { [appMark]?: AppMark } | undefined)?.[appMark]
}

const device = 'urn:ietf:params:oauth:grant-type:device_code'

/**
 * SX-1: a registered app as an OpenID client. `client_secret` is the secret's hash: what is presented is hashed before it is compared, so
 * the hash is no secret (SX-3).
 */
export function appMetadata(app: RegisteredApp): ClientMetadata {
  const { tenant, companyId, companyName, kind } = app
  const refresh = app.scopes.includes('offline_access') ? ['refresh_token'] : []
  const common = {
    client_id: app.id,
    client_name: app.name,
    // What a service may do is asked of its registration with each request, not of its token.
    scope: (kind === 'service' ? ['openid'] : ['openid', ...app.scopes]).join(' '),
    [appMark]: { tenant, companyId, companyName, kind } satisfies AppMark,
  }
  const secret = app.secretHash ? { client_secret: app.secretHash.toString('hex') } : {}
  if (kind === 'device')
    return { ...common, token_endpoint_auth_method: 'none', grant_types: [device, ...refresh], response_types: [], redirect_uris: [] }
  if (kind === 'service') return { ...common, ...secret, grant_types: ['client_credentials'], response_types: [], redirect_uris: [] }
  return {
    ...common,
    ...secret,
    application_type: 'web',
    grant_types: ['authorization_code', ...refresh],
    response_types: ['code'],
    redirect_uris: app.redirectUris,
    post_logout_redirect_uris: app.postLogoutUris,
    // The `sid` of ID tokens, which a logout token names; whoever tells is not the provider (see logout.service).
    ...(app.logoutUri ? { backchannel_logout_uri: app.logoutUri, backchannel_logout_session_required: true } : {}),
  }
}

type AppFields = {
  name: string
  redirectUris: string[]
  postLogoutUris: string[]
  logoutUri: string | null
  scopes: (AppScope | ServiceScope)[]
}

/** What is kept of what was given, by kind: what a kind has not is empty. */
export function fieldsOf(input: AppInput): AppFields {
  const { name } = input
  const none = { redirectUris: [], postLogoutUris: [], logoutUri: null, scopes: [] }
  if (input.kind === 'service') return { ...none, name, scopes: input.scopes }
  if (input.kind === 'device') return { ...none, name, scopes: input.scopes }
  return { name, redirectUris: input.redirectUris, postLogoutUris: input.postLogoutUris, logoutUri: input.logoutUri, scopes: input.scopes }
}

/** The scopes that a request asks a member for, in order. */
export function askedScopes(scope: unknown): string[] {
  return [...new Set(String(scope ?? 'openid').split(' '))].filter(Boolean).toSorted()
}

/** SX-1: whether a member has allowed all that is asked for. */
export const isAllowed = (allowed: readonly string[] | undefined, asked: readonly string[]) =>
  allowed !== undefined && asked.every((scope) => allowed.includes(scope))
