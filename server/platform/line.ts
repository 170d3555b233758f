import { jwtVerify } from 'jose'
import * as openid from 'openid-client'

export type LineSettings = { issuer: string; channelId: string; secret: string }
/** What binds an answer of LINE to the browser that asked: kept on the server, or sealed. */
export type LineFlow = { state: string; nonce: string; verifier: string }
export type LineUser = { subject: string; name: string | null }
export type LineClient = {
  /** Whether a channel of LINE Login is set; without one it is not offered. */
  configured: boolean
  /** Begins a flow. @returns where the browser goes @throws LineError */
  begin(state: string): Promise<{ address: string; flow: LineFlow }>
  /** Ends it with the address the browser came back to. @throws LineError */
  finish(back: URL, flow: LineFlow): Promise<LineUser>
}

/** Why LINE said nothing of who it is: the member chose so; or it was not reached, or what it said does not hold. */
export class LineError extends Error {
  readonly reason: 'cancelled' | 'failed'
  constructor(reason: 'cancelled' | 'failed', cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.reason = reason
  }
}

const timeoutSeconds = 10

/**
 * MB-5: LINE Login as an OpenID client: authorization code with PKCE, state and nonce, by an independent library. LINE signs ID tokens of web
 * logins with the channel's secret (HS256), which the library leaves unverified, so it is verified here.
 */
export function createLine(settings: LineSettings | undefined, redirectUri: string): LineClient {
  let discovered: Promise<openid.Configuration> | undefined
  const client = ({ issuer, channelId, secret }: LineSettings) => {
    discovered ??= openid
      .discovery(
        new URL(issuer),
        channelId,
        { client_secret: secret, id_token_signed_response_alg: 'HS256' },
        openid.ClientSecretPost(secret),
        { timeout: timeoutSeconds, execute: issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [] },
      )
      .catch((err: unknown) => {
        discovered = undefined
        throw err
      })
    return discovered
  }
  const must = () => {
    if (!settings) throw new Error('no LINE channel is set')
    return settings
  }
  return {
    configured: settings !== undefined,
    begin: (state) =>
      failing(async () => {
        const flow = { state, nonce: openid.randomNonce(), verifier: openid.randomPKCECodeVerifier() }
        const address = openid.buildAuthorizationUrl(await client(must()), {
          redirect_uri: redirectUri,
          scope: 'openid profile',
          state: flow.state,
          nonce: flow.nonce,
          code_challenge: await openid.calculatePKCECodeChallenge(flow.verifier),
          code_challenge_method: 'S256',
        })
        return { address: address.href, flow }
      }),
    finish: (back, flow) =>
      failing(async () => {
        const own = must()
        const tokens = await openid.authorizationCodeGrant(await client(own), new URL(`${redirectUri}${back.search}`), {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        })
        const { payload } = await jwtVerify(tokens.id_token ?? '', new TextEncoder().encode(own.secret), {
          issuer: own.issuer,
          audience: own.channelId,
          algorithms: ['HS256'],
          clockTolerance: 30,
        })
        if (!payload.sub) throw new Error('no subject')
        return { subject: payload.sub, name: typeof payload['name'] === 'string' ? payload['name'].slice(0, 100) : null }
      }),
  }
}

async function failing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (err) {
    throw new LineError(err instanceof openid.AuthorizationResponseError && err.error === 'access_denied' ? 'cancelled' : 'failed', err)
  }
}
