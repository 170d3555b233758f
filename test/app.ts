import * as openid from 'openid-client'
import type { AppInput } from '@muster/contract'
import type { ApiCaller } from './api.ts'
import { Browser } from './openid.ts'
import { password, type TestCompany } from './server.ts'

export const callback = 'https://app.example/callback'
export type TestApp = { id: string; secret: string | null }

/** Registers an app as an administrator does. */
export async function registerApp(boss: ApiCaller, company: Pick<TestCompany, 'companyId'>, app: Partial<AppInput> = {}): Promise<TestApp> {
  const name = app.name ?? `App ${crypto.randomUUID().slice(0, 8)}`
  const scopes = app.kind === 'service' ? [] : ['profile', 'offline_access']
  const input = { kind: 'web', scopes, redirectUris: [callback], ...app, name }
  const { status, body } = await boss('POST', `/companies/${company.companyId}/apps`, { app: input })
  if (status !== 201) throw new Error(`not registered: ${JSON.stringify(body)}`)
  return body as TestApp
}

/** The independent client library for a registered app. */
export function clientOf(url: string, app: TestApp): Promise<openid.Configuration> {
  const auth = app.secret === null ? openid.None() : openid.ClientSecretBasic(app.secret)
  return openid.discovery(new URL(`${url}/oidc`), app.id, undefined, auth, { execute: [openid.allowInsecureRequests] })
}

const isBack = (location: string) => location.startsWith(callback)

/** A sign-in to a registered web app, page by page. */
export async function openApp(config: openid.Configuration, scope: string, browser = new Browser(), extra: Record<string, string> = {}) {
  const verifier = openid.randomPKCECodeVerifier()
  const state = openid.randomState()
  const start = openid.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope,
    state,
    code_challenge: await openid.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...extra,
  })
  let at = ''
  let html = ''
  let back = ''
  let status = 0
  const take = async (location: string) => {
    const found = await browser.follow(location, isBack)
    if ('location' in found) return void (back = found.location)
    at = found.url
    html = await found.answer.text()
    status = found.answer.status
  }
  const send = async (fields: Record<string, string>) => {
    const answer = await browser.fetch(at, {
      method: 'POST',
      headers: { origin: new URL(at).origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields),
    })
    const next = answer.headers.get('location')
    if (next) return take(new URL(next, at).href)
    html = await answer.text()
    status = answer.status
  }
  await take(start.href)
  return {
    browser,
    page: () => html,
    status: () => status,
    signIn: (id: string) => send({ id, password }),
    answer: (consent: 'allow' | 'deny') => send({ consent }),
    send,
    /** Where the app's address was reached; empty: it was not. */
    back: () => back,
    finish: () =>
      openid.authorizationCodeGrant(config, new URL(back), { pkceCodeVerifier: verifier, expectedState: state, idTokenExpected: true }),
  }
}
