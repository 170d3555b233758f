import {
  AuthorizationNotifier,
  AuthorizationRequest,
  AuthorizationRequestHandler,
  AuthorizationResponse,
  AuthorizationServiceConfiguration,
  BaseTokenRequestHandler,
  BasicQueryStringUtils,
  FetchRequestor,
  GRANT_TYPE_AUTHORIZATION_CODE,
  GRANT_TYPE_REFRESH_TOKEN,
  RevokeTokenRequest,
  TokenRequest,
  type AuthorizationRequestResponse,
  type StringMap,
  type TokenResponse,
} from '@openid/appauth'
import { NodeCrypto } from '@openid/appauth/built/src/node_support/crypto_utils.js'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { Browser, callClient } from './openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** SX-1: AppAuth-JS, the OpenID Foundation's library for native apps, as the suite's app for PCs. */
const app = { client_id: 'pc', redirect_uri: 'http://127.0.0.1:9/callback' }

let server: TestServer
let company: TestCompany
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
})
afterAll(() => server.stop())

/** What the library leaves to each platform: how its user's browser is opened, and what comes back. */
class ByBrowser extends AuthorizationRequestHandler {
  readonly #login: string
  #back: AuthorizationRequestResponse | null = null
  constructor(login: string) {
    super(new BasicQueryStringUtils(), new NodeCrypto())
    this.#login = login
  }
  performAuthorizationRequest(): never {
    throw new Error('see signIn')
  }
  async signIn(configuration: AuthorizationServiceConfiguration, request: AuthorizationRequest): Promise<void> {
    const browser = new Browser()
    const isBack = (location: string) => location.startsWith(app.redirect_uri)
    const page = await browser.follow(this.buildRequestUrl(configuration, request), () => false)
    if (!('url' in page)) throw new Error('no page to sign in on')
    const answer = await browser.submit(page.url, this.#login, password)
    const back = await browser.follow(new URL(answer.headers.get('location') ?? '', page.url).href, isBack)
    if (!('location' in back)) throw new Error(`ended on ${back.url}`)
    const given = new URL(back.location).searchParams
    const response = new AuthorizationResponse({ code: given.get('code') ?? '', state: given.get('state') ?? '' })
    this.#back = { request, response, error: null }
    await this.completeAuthorizationRequestIfPossible()
  }
  protected completeAuthorizationRequest(): Promise<AuthorizationRequestResponse | null> {
    return Promise.resolve(this.#back)
  }
}

it('SX-1, SX-2: AppAuth-JS signs in with a code and PKCE, refreshes, and revokes', async () => {
  const [member] = await makeMembers(server, company, 1, 'appauth')
  const requestor = new FetchRequestor()
  const configuration = await AuthorizationServiceConfiguration.fetchFromIssuer(`${server.url}/oidc`, requestor)
  const request = new AuthorizationRequest(
    { ...app, scope: 'openid offline_access', response_type: AuthorizationRequest.RESPONSE_TYPE_CODE, extras: { prompt: 'login' } },
    new NodeCrypto(),
  )
  await request.setupCodeVerifier()
  const notifier = new AuthorizationNotifier()
  const told: { code: string; state: string; verifier: string }[] = []
  notifier.setAuthorizationListener((asked, response) => {
    if (response) told.push({ code: response.code, state: response.state, verifier: asked.internal?.['code_verifier'] ?? '' })
  })
  const handler = new ByBrowser(member?.login ?? '')
  handler.setAuthorizationNotifier(notifier)
  await handler.signIn(configuration, request)
  expect(told).toEqual([{ code: expect.any(String) as string, state: request.state, verifier: expect.any(String) as string }])

  const tokens = new BaseTokenRequestHandler(requestor)
  const exchange = (values: { grant_type: string; code?: string; refresh_token?: string; extras?: StringMap }): Promise<TokenResponse> =>
    tokens.performTokenRequest(configuration, new TokenRequest({ ...app, ...values }))
  const status = async (access: string) => (await callClient(server.url, { access }, 'POST', '/client/v1/activity', {})).status
  const first = await exchange({
    grant_type: GRANT_TYPE_AUTHORIZATION_CODE,
    code: told[0]?.code ?? '',
    extras: { code_verifier: told[0]?.verifier ?? '' },
  })
  expect(first.idToken).toBeDefined()
  expect(await status(first.accessToken)).toBe(200)
  const second = await exchange({ grant_type: GRANT_TYPE_REFRESH_TOKEN, refresh_token: first.refreshToken ?? '' })
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(await status(second.accessToken)).toBe(200)
  const revoked = await tokens.performRevokeTokenRequest(
    configuration,
    new RevokeTokenRequest({ token: second.refreshToken ?? '', token_type_hint: 'refresh_token', client_id: app.client_id }),
  )
  expect(revoked).toBe(true)
  await vi.waitFor(async () => expect(await status(second.accessToken)).toBe(401), { timeout: 1_000, interval: 20 })
})
