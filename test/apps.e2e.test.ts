import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import * as openid from 'openid-client'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { callerFor } from './api.ts'
import { callback, clientOf, registerApp, type TestApp } from './app.ts'
import { fillSignIn, Journey, problemsOf } from './journey.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from './server.ts'

/** Apps that a company registers, in a real browser: by the administrator, at the door, on one's own page. */

let server: TestServer
let company: TestCompany
let journey: Journey
/** The app itself, as far as a browser gets back to it. */
let appServer: Server
let back: string
beforeAll(async () => {
  appServer = createServer((_, res) => res.setHeader('content-type', 'text/html').end('<h1>Back in the app</h1>'))
  await new Promise<void>((resolve) => appServer.listen(0, '127.0.0.1', resolve))
  back = `http://127.0.0.1:${(appServer.address() as AddressInfo).port}/callback`
  server = await startTestServer()
  company = await makeCompany(server, { name: 'Hanbit Trading', domain: 'hanbit.example' })
  journey = await Journey.start(server)
}, 180_000)
afterEach(() => journey.closePages())
afterAll(async () => {
  await journey.stop()
  await server.stop()
  appServer.closeAllConnections()
  appServer.close()
})

const path = () => `/settings/apps?company=${company.companyId}`
const fieldOf = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true })

async function startOf(app: TestApp, extra: Record<string, string> = {}): Promise<string> {
  const challenge = await openid.calculatePKCECodeChallenge(openid.randomPKCECodeVerifier())
  return openid.buildAuthorizationUrl(await clientOf(server.url, app), {
    redirect_uri: back,
    scope: 'openid profile',
    state: 'state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...extra,
  }).href
}

describe('SX-1, RE-2: registered apps', () => {
  it('SX-1: an administrator registers one; what is wrong stands at its field; the secret shows once; deleting says what ends', async () => {
    const page = await journey.signedIn(company.admin.login, path())
    await page.getByText('No app is registered').waitFor()
    await page.getByRole('button', { name: 'Register an app' }).click()
    await fieldOf(page, 'Sign-in addresses').fill('http://wiki.example/cb')
    const submit = page.getByRole('dialog').getByRole('button', { name: 'Register an app' })
    await submit.click()
    await page.getByText('Enter a name.').waitFor()
    await page.getByText('Use https.').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await fieldOf(page, 'Name').fill('Wiki')
    await fieldOf(page, 'Sign-in addresses').fill(callback)
    await submit.click()
    const secret = page.getByRole('dialog', { name: 'Secret of Wiki' })
    await secret.getByText('Client secret').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await secret.getByRole('button', { name: 'Close' }).last().click()
    await secret.getByText('cannot be shown again').waitFor()
    await secret.getByRole('button', { name: 'Close for good' }).click()
    await page.getByRole('heading', { name: 'Wiki Web app' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.setViewportSize({ width: 360, height: 800 })
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Delete Wiki' }).click()
    await page.getByText('What members allowed it is forgotten.').waitFor()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    await page.getByText('No app is registered').waitFor()
  })

  it('SX-1: a member allows an app by keyboard, also in place of who was signed in, and takes it back on their own page', async () => {
    const [first, second] = await makeMembers(server, company, 2, 'w')
    const wiki = await registerApp(await callerFor(server, company.admin.login), company, { name: 'Team wiki', redirectUris: [back] })
    const page = await journey.newPage()
    await page.goto(await startOf(wiki))
    await page.getByText('to continue to Team wiki').waitFor()
    await fillSignIn(page, first?.login ?? '')
    await page.getByRole('heading', { name: 'Allow Team wiki?' }).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: 'Allow', exact: true }).press('Enter')
    await page.getByText('Back in the app').waitFor()
    await page.goto(await startOf(wiki, { prompt: 'login' }))
    await fillSignIn(page, second?.login ?? '')
    await page.getByRole('button', { name: 'Do not allow' }).click()
    await page.getByText('Back in the app').waitFor()
    expect(page.url()).toContain('error=access_denied')
    await page.goto(await startOf(wiki, { prompt: 'login' }))
    await fillSignIn(page, second?.login ?? '')
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByText('Back in the app').waitFor()
    expect(page.url()).toContain('code=')

    const own = await journey.newPage()
    await own.goto('/account')
    await fillSignIn(own, second?.login ?? '')
    await own.getByRole('button', { name: 'Remove access of Team wiki' }).click()
    await own.getByText('You are signed out of it at once.').waitFor()
    await own.getByRole('dialog').getByRole('button', { name: 'Remove access' }).click()
    await own.getByText('You have not allowed any app.').waitFor()
    expect(await problemsOf(own)).toEqual([])
  })

  it('SX-1: the link that a device shows leads to its code, on a phone, in Korean', async () => {
    const [member] = await makeMembers(server, company, 1, 'd')
    const tv = await registerApp(await callerFor(server, company.admin.login), company, {
      kind: 'device',
      name: '회의실 3',
      scopes: ['profile'],
    })
    const asked = await openid.initiateDeviceAuthorization(await clientOf(server.url, tv), { scope: 'openid profile' })
    const page = await journey.newPage({ viewport: { width: 360, height: 780 }, locale: 'ko-KR' })
    await page.goto(asked.verification_uri)
    await page.getByLabel('코드').fill('BCDF-GHJK')
    await page.getByRole('button', { name: '계속' }).click()
    await page.getByRole('alert').waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.goto(asked.verification_uri_complete ?? '')
    await page.getByText(asked.user_code).waitFor()
    expect(await problemsOf(page)).toEqual([])
    await page.getByRole('button', { name: '코드가 같습니다. 연결' }).click()
    await page
      .getByLabel('ID', { exact: false })
      .first()
      .fill(member?.login ?? '')
    await page.getByLabel('비밀번호', { exact: true }).fill('correct horse battery')
    await page.getByRole('button', { name: '로그인', exact: true }).click()
    await page.getByRole('button', { name: '허용', exact: true }).click()
    await page.getByText('기기가 로그인되었습니다').waitFor()
    expect(await problemsOf(page)).toEqual([])
  })
})
