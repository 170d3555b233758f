import * as openid from 'openid-client'
import type { SuiteClient } from '@muster/contract'
import { Browser } from '../dev/browser.ts'

export { Browser }

export type Tokens = { access: string; refresh: string | undefined; sub: string; amr: readonly string[]; config: openid.Configuration }

const redirectUri = (client: SuiteClient) => (client === 'web' ? 'http://127.0.0.1:9/web/callback' : 'http://127.0.0.1:9/callback')

const configurations = new Map<string, Promise<openid.Configuration>>()

/** The independent client library, knowing the server from its discovery document alone. */
function discover(url: string, client: SuiteClient): Promise<openid.Configuration> {
  const key = `${url} ${client}`
  const known =
    configurations.get(key) ??
    openid.discovery(new URL(`${url}/oidc`), client, undefined, openid.None(), { execute: [openid.allowInsecureRequests] })
  configurations.set(key, known)
  return known
}

export type Flow = { config: openid.Configuration; verifier: string; state: string; start: string }

/** Starts the authorization code flow with PKCE of a suite client. */
export async function beginFlow(url: string, client: SuiteClient, extra: Record<string, string> = {}): Promise<Flow> {
  const config = await discover(url, client)
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const start = openid.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri(client),
    scope: 'openid offline_access',
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  }).href
  return { config, verifier, state, start }
}

/** Exchanges the code that the flow came back with. @throws what the library says of an error answer */
export async function finishFlow(flow: Flow, location: string): Promise<Tokens> {
  const t = await openid.authorizationCodeGrant(flow.config, new URL(location), {
    pkceCodeVerifier: flow.verifier,
    expectedState: flow.state,
    idTokenExpected: true,
  })
  const claims = t.claims()
  const amr = claims?.['amr']
  return {
    access: t.access_token,
    refresh: t.refresh_token,
    sub: claims?.sub ?? '',
    amr: Array.isArray(amr) ? amr.map(String) : [],
    config: flow.config,
  }
}

const isCallback = (location: string) => location.startsWith('http://127.0.0.1:9/')

/** Signs a member in to an app with ID and password, from the authorization request to the tokens. */
export async function signIn(url: string, client: SuiteClient, id: string, password: string, browser = new Browser()): Promise<Tokens> {
  const flow = await beginFlow(url, client)
  const page = await browser.follow(flow.start, isCallback)
  if ('location' in page) return finishFlow(flow, page.location)
  const answer = await browser.submit(page.url, id, password)
  const next = answer.headers.get('location')
  if (!next) throw new Error(`refused with ${answer.status}`)
  const back = await browser.follow(new URL(next, page.url).href, isCallback)
  if (!('location' in back)) throw new Error(`ended on ${back.url}`)
  return finishFlow(flow, back.location)
}

/** Signs in to the console; answers the browser that holds its cookie. */
export async function signInToConsole(url: string, id: string, password: string, browser = new Browser()): Promise<Browser> {
  const home = `${url}/`
  const page = await browser.follow(`${url}/console/sign-in`, (l) => l === home)
  if ('location' in page) return browser
  const answer = await browser.submit(page.url, id, password)
  const next = answer.headers.get('location')
  if (!next) throw new Error(`refused with ${answer.status}`)
  const back = await browser.follow(new URL(next, page.url).href, (l) => l === home || l.includes('/console/signed-out'))
  if (!('location' in back) || back.location !== home) throw new Error('console sign-in failed')
  return browser
}

/** An authorized call of the clients' protocol. */
export function callClient(url: string, tokens: { access: string }, method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens.access}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}
