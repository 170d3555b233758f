import * as oauth from 'oauth4webapi'
import { isBusy, reach, type Environment } from './environment.ts'
import { ClientError } from './errors.ts'
import { knownProvider, type SuiteClient } from './protocol.ts'

/** A sign-in that was started and waits for its callback. */
export type PendingSignIn = { state: string; nonce: string; verifier: string; redirectUri: string }
export type Tokens = {
  accessToken: string
  refreshToken: string | undefined
  /** Milliseconds since 1970 by this device's clock; from then on the access token is refreshed before it is used. */
  renewAt: number
}
export type SignInHints = { loginHint?: string; locale?: string; prompt?: 'login' | 'none' | 'consent' }

/** The suite's OpenID provider as one client sees it (SX-1). */
export type OpenId = {
  /** The address to open in a browser for `pending`. */
  address(pending: PendingSignIn, hints: SignInHints): Promise<string>
  /** Tokens and member for the callback of `pending`. */
  redeem(pending: PendingSignIn, callback: URL): Promise<Tokens & { sub: string }>
  /** New tokens; undefined when the provider refuses the refresh token for good. */
  refresh(refreshToken: string): Promise<Tokens | undefined>
  /** Ends the session of a refresh token at the provider. */
  revoke(refreshToken: string): Promise<void>
}

const scope = 'openid offline_access'
/** How far a phone's clock may be off, when the times in an ID token are compared with it. */
const toleranceSeconds = 300
const renewAheadSeconds = 30

/** What a sign-in needs besides its pending part. */
export function newPendingSignIn(redirectUri: string): PendingSignIn {
  return {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    redirectUri,
  }
}

/** Not our server's words at all: the page of a gateway, a hotel's or a company's. */
const notOpenId = new Set([oauth.RESPONSE_IS_NOT_JSON, oauth.RESPONSE_IS_NOT_CONFORM, oauth.PARSE_ERROR])

/** Errors of the provider in our words: busy is `unreachable`, everything else `sign_in_failed` with the provider's reason. */
function inOurWords(error: unknown): unknown {
  if (error instanceof oauth.ResponseBodyError && isBusy(error.status)) {
    return new ClientError('unreachable', 'The server is busy.', { status: error.status, cause: error })
  }
  if (error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError) {
    return new ClientError('sign_in_failed', error.error_description ?? error.error, { details: error.error, cause: error })
  }
  if (error instanceof oauth.OperationProcessingError) {
    return notOpenId.has(error.code ?? '')
      ? new ClientError('unreachable', 'Something else than the server answered.', { cause: error })
      : new ClientError('sign_in_failed', error.message, { cause: error })
  }
  return error
}

/** The address at which `client` starts this sign-in. */
async function addressOf(
  provider: oauth.AuthorizationServer,
  client: SuiteClient,
  pending: PendingSignIn,
  hints: SignInHints,
): Promise<string> {
  if (!provider.authorization_endpoint) throw new ClientError('sign_in_failed', 'The server names no authorization endpoint.')
  const url = new URL(provider.authorization_endpoint)
  const parameters = {
    client_id: client,
    redirect_uri: pending.redirectUri,
    response_type: 'code',
    scope,
    state: pending.state,
    nonce: pending.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: 'S256',
    ...(hints.loginHint ? { login_hint: hints.loginHint } : {}),
    ...(hints.locale ? { ui_locales: hints.locale } : {}),
    ...(hints.prompt ? { prompt: hints.prompt } : {}),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

function tokensOf(answer: oauth.TokenEndpointResponse, nowMs: number): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds = Infinity } = answer
  const renewAt = nowMs + Math.max(seconds / 2, seconds - renewAheadSeconds) * 1000
  return { accessToken, refreshToken, renewAt: Math.min(renewAt, Number.MAX_SAFE_INTEGER) }
}

/** Runs work that speaks to the provider, with its errors in our words. */
function speak<T>(work: () => Promise<T>): Promise<T> {
  return reach(async () => {
    try {
      return await work()
    } catch (error) {
      throw inOurWords(error)
    }
  })
}

/** The provider as it describes itself, asked at the first need. */
function createDiscovery(issuer: URL, options: oauth.DiscoveryRequestOptions): () => Promise<oauth.AuthorizationServer> {
  let metadata: Promise<oauth.AuthorizationServer> | undefined

  async function discover(): Promise<oauth.AuthorizationServer> {
    try {
      return await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...options }))
    } catch (error) {
      metadata = undefined
      throw error
    }
  }

  return () => (metadata ??= discover())
}

/** OpenID for `client`, authorization code with PKCE (SX-1); a thin layer over the certified `oauth4webapi`. */
export function createOpenId(env: Environment, client: SuiteClient): OpenId {
  const options = {
    // The library's type for init says less than fetch's own, which it passes.
    [oauth.customFetch]: (url: string, init: unknown) => env.fetch(url, init as RequestInit),
    // Plain http is for a server on one's own machine; tokens would be readable on any network.
    [oauth.allowInsecureRequests]: env.server.startsWith('http:'),
  }
  const nowMs = () => env.clock.now().getTime()
  const registered = (): oauth.Client => ({
    client_id: client,
    [oauth.clockSkew]: Math.round((nowMs() - Date.now()) / 1000),
    [oauth.clockTolerance]: toleranceSeconds,
  })
  // As a URL is written: an address typed in capitals, or with its usual port, is the same server.
  const issuer = new URL(`${env.server}/oidc`)
  const discovered = createDiscovery(issuer, options)
  // An app that starts again asks for its tokens at once: thousands do in the same minutes of a morning.
  const known: oauth.AuthorizationServer = {
    issuer: issuer.href,
    token_endpoint: issuer.href + knownProvider.tokenPath,
    revocation_endpoint: issuer.href + knownProvider.revocationPath,
    id_token_signing_alg_values_supported: [knownProvider.idTokenAlgorithm],
  }

  return {
    address: (pending, hints) => speak(async () => addressOf(await discovered(), client, pending, hints)),

    redeem: (pending, callback) =>
      speak(async () => {
        const described = await discovered()
        const { state, nonce, verifier, redirectUri } = pending
        const parameters = oauth.validateAuthResponse(described, registered(), callback, state)
        const response = await oauth.authorizationCodeGrantRequest(
          described,
          registered(),
          oauth.None(),
          parameters,
          redirectUri,
          verifier,
          options,
        )
        const checks = { expectedNonce: nonce, requireIdToken: true }
        const answer = await oauth.processAuthorizationCodeResponse(described, registered(), response, checks)
        const sub = oauth.getValidatedIdTokenClaims(answer)?.sub
        if (!sub) throw new ClientError('sign_in_failed', 'The server did not say who signed in.')
        return { ...tokensOf(answer, nowMs()), sub }
      }),

    refresh: (refreshToken) =>
      speak(async () => {
        const response = await oauth.refreshTokenGrantRequest(known, registered(), oauth.None(), refreshToken, options)
        try {
          const tokens = tokensOf(await oauth.processRefreshTokenResponse(known, registered(), response), nowMs())
          return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken }
        } catch (error) {
          if (!(error instanceof oauth.ResponseBodyError) || isBusy(error.status)) throw error
          // Only not from here: the session goes on elsewhere.
          if (error.error === 'network_refused')
            throw new ClientError('network_refused', error.error_description ?? '', { status: 403, cause: error })
          return undefined
        }
      }),

    revoke: (refreshToken) =>
      speak(async () => {
        await oauth.processRevocationResponse(await oauth.revocationRequest(known, registered(), oauth.None(), refreshToken, options))
      }),
  }
}
