import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { App } from '@muster/contract'
import { suspendMember, transferMember } from '../../../server/modules/members/index.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { callback, clientOf, openApp, registerApp } from '../../../test/app.ts'
import { signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { subOf } from './account.rules.ts'
import { hasOpenOperation } from '../devices/index.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
let boss: ApiCaller
/** The web app of somebody else, as far as it hears of sign-outs. */
let listener: Server
let logoutUri: string
let heard: string[] = []
let answer = 200
beforeAll(async () => {
  listener = createServer((req, res) => {
    let body = ''
    req.on('data', (part: Buffer) => (body += part.toString()))
    req.on('end', () => {
      heard.push(new URLSearchParams(body).get('logout_token') ?? '')
      res.writeHead(answer, { location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  logoutUri = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/out`
  server = await startTestServer({ allowPrivateTargets: true })
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'out.example' })
  boss = await callerFor(server, company.admin.login)
})
afterAll(async () => {
  vi.useRealTimers()
  await server.stop()
  listener.closeAllConnections()
  listener.close()
})
beforeEach(() => {
  heard = []
  answer = 200
})

let number = 0
const listed = async (id: string) =>
  ((await boss('GET', `/companies/${company.companyId}/apps`)).body['items'] as App[]).find((app) => app.id === id)
/** A member signed in to a web app that wants to hear of sign-outs. */
async function inApp(uri: string | null = logoutUri) {
  const app = await registerApp(boss, company, { redirectUris: [callback], logoutUri: uri, scopes: [] })
  const [who = { id: '', login: '' }] = await makeMembers(server, company, 1, `o${++number}x`)
  const visit = await openApp(await clientOf(server.url, app), 'openid')
  await visit.signIn(who.login)
  await visit.answer('allow')
  const claims = (await visit.finish()).claims()
  return { app, who, browser: visit.browser, sid: String(claims?.['sid']), sub: claims?.sub ?? '' }
}
const tell = () => server.runEnqueued('signin.tell_logouts')
/** OpenID Connect Back-Channel Logout 1.0, 2.6: what an app checks. */
async function validated(token: string, aud: string) {
  const keys = createRemoteJWKSet(new URL(`${server.url}/oidc/jwks`))
  const { payload } = await jwtVerify(token, keys, {
    issuer: `${server.url}/oidc`,
    audience: aud,
    typ: 'logout+jwt',
    maxTokenAge: 120,
    algorithms: ['RS256'],
  })
  expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} })
  expect(payload).not.toHaveProperty('nonce')
  expect(payload.jti).toBeTruthy()
  return { sid: payload['sid'], sub: payload.sub }
}

describe('RE-3: back-channel logout', () => {
  it('RE-3, SX-2: whatever path ends a connection, the app is told which, once', async () => {
    const { pool } = server.database.owner
    const one = (id: string) => `/companies/${company.companyId}/members/${id}/connections`
    const ends: Record<string, (a: Awaited<ReturnType<typeof inApp>>) => Promise<unknown>> = {
      'by an administrator': ({ who, sid }) => boss('DELETE', `${one(who.id)}/${sid}`),
      'by taking it back': async ({ who, app }) => (await callerFor(server, who.login))('DELETE', `/me/apps/${app.id}`),
      suspended: ({ who }) => server.as(company.tenant, (ctx) => suspendMember(ctx, who.id)),
      transferred: ({ who }) =>
        server.as(company.tenant, (ctx) =>
          transferMember(ctx, who.id, { companyId: sibling.companyId, login: `m${number}` }, hasOpenOperation),
        ),
      'a state changed behind every verb': ({ who }) =>
        pool.query('update members.member set deleted_at = now() where member_id = $1', [who.id]),
      'the app deleted': ({ app }) => boss('DELETE', `/companies/${company.companyId}/apps/${app.id}`),
      'signed in anew': async ({ app, browser, who }) => {
        const again = await openApp(await clientOf(server.url, { ...app }), 'openid', browser, { prompt: 'login' })
        await again.signIn(who.login)
      },
    }
    for (const [path, end] of Object.entries(ends)) {
      const session = await inApp()
      await end(session)
      await tell()
      await tell()
      expect(heard, path).toHaveLength(1)
      expect(await validated(heard[0] ?? '', session.app.id), path).toEqual({ sid: session.sid, sub: session.sub })
      expect(session.sub).toBe(subOf(company.tenant, session.who.id))
      heard = []
    }
  })

  it('RE-3: what ends by something else is nobody’s; nor what the commit took back', async () => {
    const { who, app, browser } = await inApp(null)
    await signIn(server.url, 'pc', who.login, password, browser)
    const other = await inApp()
    await expect(
      server.as(company.tenant, async (ctx) => {
        await suspendMember(ctx, other.who.id)
        throw new Error('taken back')
      }),
    ).rejects.toThrow('taken back')
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))
    await tell()
    expect(heard).toEqual([])
    expect((await listed(app.id))?.logouts).toBeNull()
    expect((await listed(other.app.id))?.logouts).toEqual({ waiting: 0, delivered: 0, givenUp: 0, lastFailure: null })
  })

  it('RE-3: one that fails is tried again, later and later; the app’s line says so; then it is given up', async () => {
    const { app, who } = await inApp()
    answer = 503
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))
    await tell()
    await tell()
    expect(heard).toHaveLength(1)
    expect((await listed(app.id))?.logouts).toMatchObject({
      waiting: 1,
      delivered: 0,
      givenUp: 0,
      lastFailure: { reason: 'status', status: 503 },
    })
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 })
    answer = 302
    await server.runJob('signin.tell_logouts_left')
    expect(heard, 'redirects are not followed').toHaveLength(2)
    expect((await listed(app.id))?.logouts).toMatchObject({ waiting: 1, lastFailure: { reason: 'redirect', status: 302 } })
    for (let i = 0; i < 8; i++) {
      vi.setSystemTime(Date.now() + 12 * 3_600_000)
      await server.runJob('signin.tell_logouts_left')
    }
    expect(heard).toHaveLength(8)
    vi.useRealTimers()
    expect((await listed(app.id))?.logouts).toMatchObject({ waiting: 0, delivered: 0, givenUp: 1 })
  })

  it('RE-3: one that succeeds in the end is delivered, and two workers tell it once', async () => {
    const { app, who } = await inApp()
    answer = 500
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))
    await tell()
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 11_000 })
    answer = 204
    await Promise.all([server.runJob('signin.tell_logouts_left'), server.runJob('signin.tell_logouts_left')])
    vi.useRealTimers()
    expect(heard).toHaveLength(2)
    expect((await listed(app.id))?.logouts).toMatchObject({ waiting: 0, delivered: 1, givenUp: 0 })
    await server.database.owner.pool.query(`update signin.logout set created_at = now() - interval '31 days'`)
    await server.runJob('signin.tidy')
    expect((await listed(app.id))?.logouts).toMatchObject({ delivered: 0 })
  })

  it('RE-3: an address in a private network is never reached, unless the operator allows it', async () => {
    const strict = await startTestServer()
    const alone = await makeCompany(strict)
    const by = await callerFor(strict, alone.admin.login)
    const app = await registerApp(by, alone, { redirectUris: [callback], logoutUri, scopes: [] })
    const visit = await openApp(await clientOf(strict.url, app), 'openid')
    await visit.signIn(alone.admin.login)
    await visit.answer('allow')
    await by('DELETE', `/me/apps/${app.id}`)
    await strict.runEnqueued('signin.tell_logouts')
    expect(heard).toEqual([])
    const { body } = await by('GET', `/companies/${alone.companyId}/apps`)
    expect((body['items'] as App[])[0]?.logouts).toMatchObject({ waiting: 0, givenUp: 1, lastFailure: { reason: 'private_address' } })
    await strict.stop()
  })
})
