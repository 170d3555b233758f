import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { uriProblems, type App, type Connection } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { callback, clientOf, openApp, registerApp } from '../../../test/app.ts'
import { beginFlow, Browser, callClient, signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { subOf } from './account.rules.ts'

let server: TestServer
let other: string
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  server = await startTestServer()
  other = (await server.anotherNode()).url
  company = await makeCompany(server, { name: 'Acme' })
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

let number = 0
const someone = async (of = company) => (await makeMembers(server, of, 1, `a${++number}x`))[0] ?? { id: '', login: '' }
const at = (path = '') => `/companies/${company.companyId}/apps${path}`
const listed = async () => (await boss('GET', at())).body['items'] as App[]
const userInfo = (node: string, access: string) => fetch(`${node}/oidc/me`, { headers: { authorization: `Bearer ${access}` } })
const connectionsOf = async (member: { id: string }) =>
  (await boss('GET', `/companies/${company.companyId}/members/${member.id}/connections`)).body['items'] as Connection[]
/** SX-2: within a second nothing that the app was given works, on any node. */
async function expectOver(config: openid.Configuration, tokens: openid.TokenEndpointResponse) {
  const began = performance.now()
  for (const node of [server.url, other])
    await vi.waitFor(async () => expect((await userInfo(node, tokens.access_token)).status).toBe(401), { timeout: 1_000, interval: 20 })
  expect(performance.now() - began).toBeLessThan(1_000)
  await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow()
}
/** A member who is signed in to an app they have just allowed. */
async function inApp(scope = 'openid profile', given?: { id: string; secret: string | null }) {
  const app = given ?? (await registerApp(boss, company))
  const [who, config] = [await someone(), await clientOf(server.url, app)]
  const visit = await openApp(config, scope)
  await visit.signIn(who.login)
  await visit.answer('allow')
  return { app, who, config, browser: visit.browser, tokens: await visit.finish() }
}

describe('SX-1: apps that a company registers', () => {
  it('SX-1, SX-3, P-4: one is registered, changed and listed; its secret is shown once, and no column holds it', async () => {
    const made = await boss('POST', at(), {
      app: {
        kind: 'web',
        name: 'Wiki',
        redirectUris: [callback, callback],
        logoutUri: 'https://app.example/out',
        scopes: ['offline_access', 'profile'],
      },
    })
    const { id, secret } = made.body as { id: string; secret: string }
    const wiki = async () => (await listed()).find((app) => app.id === id)
    expect(await wiki()).toMatchObject({
      kind: 'web',
      name: 'Wiki',
      redirectUris: [callback],
      logoutUri: 'https://app.example/out',
      scopes: ['profile', 'offline_access'],
      connections: 0,
    })
    const fields = { kind: 'web', name: 'Wiki 2', redirectUris: [callback], scopes: [] }
    expect((await boss('PUT', at(`/${id}`), { revision: 1, fields })).body).toEqual({ revision: 2 })
    expect((await boss('PUT', at(`/${id}`), { revision: 1, fields })).code).toBe('changed_meanwhile')
    expect((await boss('PUT', at(`/${id}`), { revision: 2, fields: { kind: 'service', name: 'x' } })).code).toBe('app_kind')
    expect((await boss('POST', at(), { app: { ...fields } })).code).toBe('name_taken')
    expect(await wiki()).toMatchObject({ name: 'Wiki 2', logoutUri: null, scopes: [] })
    expect(JSON.stringify(await listed())).not.toContain(secret)
    const { rows } = await server.database.owner.pool.query<{ text: string }>(
      `select t::text as text from signin.app t union all select t::text from audit.event t union all select t::text from signin.artifact t`,
    )
    for (const { text } of rows) expect(text).not.toContain(secret)
    const { rows: events } = await server.database.owner.pool.query(
      `select action, actor_id from audit.event where subject_id = $1 order by event_id`,
      [id],
    )
    expect(events).toEqual(['app.registered', 'app.changed'].map((action) => ({ action, actor_id: company.admin.id })))
  })

  it.each([
    ['http://app.example/callback', 'secure'],
    ['app.muster:/callback', 'secure'],
    ['https://app.example/callback#here', 'fragment'],
    ['https://*.app.example/callback', 'wildcard'],
    ['https://me:secret@app.example/', 'credentials'],
    ['/callback', 'address'],
    ['https:/app.example', 'address'],
    ['http://localhost:3000/callback', null],
    ['http://[::1]:3000/callback', null],
  ] as const)('SX-1: %s as an address: %s', async (uri, problem) => {
    for (const field of ['redirectUris', 'postLogoutUris', 'logoutUri'] as const) {
      const value = field === 'logoutUri' ? uri : [callback, uri]
      const app = { kind: 'web', name: `U ${++number}`, redirectUris: [callback], scopes: [], [field]: value }
      const { code, details } = await boss('POST', at(), { app })
      expect([code, details]).toEqual(
        problem ? ['input_invalid', { issues: [{ path: `app.${field}`, message: uriProblems[problem] }] }] : [null, null],
      )
    }
  })

  it('SX-1: what is asked for must be of the company; a number of them, no more', async () => {
    const theirs = await makeCompany(server)
    const app = await registerApp(boss, company)
    const them = await callerFor(server, theirs.admin.login)
    for (const [method, path] of [
      ['DELETE', `/${app.id}`],
      ['POST', `/${app.id}/secret`],
    ] as const) {
      expect((await them(method, `/companies/${theirs.companyId}/apps${path}`)).code).toBe('not_found')
      expect((await them(method, at(path))).code).toBe('not_found')
    }
    await server.database.owner.pool.query(
      `insert into signin.app (tenant_id, app_id, company_id, kind, name, revision, created_at)
       select $1, gen_random_uuid(), $2, 'device', 'Many ' || n, 1, now() from generate_series(1, 100) n`,
      [theirs.tenant, theirs.companyId],
    )
    const { code, details } = await them('POST', `/companies/${theirs.companyId}/apps`, { app: { kind: 'service', name: 'One more' } })
    expect([code, details]).toEqual(['limit_reached', { limit: 100 }])
  })
})

describe('SX-1: signing in to a registered app, by an independent client', () => {
  it('SX-1: the member is asked once, in their language, for what it wants; it is told that and no more', async () => {
    const app = await registerApp(boss, company, { name: 'Planner <b>', scopes: ['profile', 'email', 'offline_access'] })
    const [who, config] = [await someone(), await clientOf(server.url, app)]
    const visit = await openApp(config, 'openid profile', new Browser(), { ui_locales: 'ko' })
    expect(visit.page()).toContain('Planner &lt;b&gt;')
    await visit.signIn(who.login)
    expect(visit.page()).toContain('Acme에서 등록한 앱입니다.')
    expect(visit.page()).toContain('다음 주소로 이동합니다: app.example.')
    expect(visit.page()).not.toContain('이메일 주소 형식의 ID')
    await visit.answer('allow')
    const tokens = await visit.finish()
    const sub = subOf(company.tenant, who.id)
    expect(tokens.claims()).toMatchObject({ sub, aud: app.id })
    expect(await openid.fetchUserInfo(config, tokens.access_token, sub)).toEqual({
      sub,
      name: expect.stringMatching(/^Member/) as string,
      preferred_username: who.login,
      locale: 'en',
    })
    expect((await openApp(config, 'openid profile', visit.browser)).back()).toContain('code=')
    const more = await openApp(config, 'openid email', visit.browser)
    expect(more.page()).toContain('your ID as an e-mail address')
    await more.answer('allow')
    const wider = await more.finish()
    expect(await openid.fetchUserInfo(config, wider.access_token, sub)).toEqual({ sub, email: who.login })
    expect((await openApp(config, 'openid profile email', visit.browser)).back()).toContain('code=')
    const asked = await openApp(config, 'openid', visit.browser, { prompt: 'consent' })
    expect(asked.page()).toContain('has registered this app')
    await asked.answer('allow')
    expect(asked.back()).toContain('code=')
    const silent = await openApp(config, 'openid', new Browser(), { prompt: 'none' })
    expect(silent.back()).toContain('error=login_required')
    const [connection] = await connectionsOf(who)
    expect(connection).toMatchObject({ client: app.id, appName: 'Planner <b>', surface: 'web', method: 'password', ended: null })
    expect((await listed()).find((one) => one.id === app.id)?.connections).toBe(1)
  })

  it('SX-1: refused, the app hears access_denied and nobody is signed in; consent is no way around the second step', async () => {
    const app = await registerApp(boss, company)
    const [who, config] = [await someone(), await clientOf(server.url, app)]
    const visit = await openApp(config, 'openid')
    await visit.send({ consent: 'allow' })
    expect(visit.back()).toBe('')
    await visit.signIn(who.login)
    await visit.answer('deny')
    expect(visit.back()).toContain('error=access_denied')
    expect(await connectionsOf(who)).toEqual([])
    const code = await openApp(config, 'openid')
    await server.as(company.tenant, (ctx) =>
      ctx.db
        .insertInto('signin.policy')
        .values({
          tenant_id: ctx.tenant,
          company_id: company.companyId,
          revision: 1,
          min_length: 8,
          kinds: 1,
          reuse: 0,
          breached: true,
          two_step: 'required',
        })
        .execute(),
    )
    await code.signIn(who.login)
    await code.answer('allow')
    expect(code.back()).toBe('')
    expect(code.page()).toContain('Set up 2-step verification')
    const { rows } = await server.database.owner.pool.query('select 1 from signin.consent where member_id = $1', [who.id])
    expect(rows).toEqual([])
    await server.database.owner.pool.query('delete from signin.policy')
  })

  it('SX-1: members of another company or tenant are refused, also when their browser is signed in', async () => {
    const [sibling, foreign] = [await makeCompany(server, { tenant: company.tenant, domain: 'sib.example' }), await makeCompany(server)]
    const config = await clientOf(server.url, await registerApp(boss, company))
    for (const theirs of [sibling, foreign]) {
      const stranger = await someone(theirs)
      const visit = await openApp(config, 'openid')
      await visit.signIn(stranger.login)
      expect([visit.status(), visit.back()]).toEqual([403, ''])
      expect(visit.page()).toContain('does not permit this app')
      const browser = new Browser()
      await signIn(server.url, 'pc', stranger.login, password, browser)
      const came = await openApp(config, 'openid', browser)
      expect(came.page()).toContain('name="password"')
      expect((await openApp(config, 'openid', browser, { prompt: 'none' })).back()).toContain('error=login_required')
    }
  })

  it('SX-1, SX-3: another secret or address is refused; a token of it opens nothing of the suite’s', async () => {
    const { app, config, tokens, who } = await inApp()
    expect((await callClient(server.url, { access: tokens.access_token }, 'POST', '/client/v1/activity', {})).status).toBe(401)
    expect((await callClient(server.url, { access: tokens.access_token }, 'GET', '/client/v1/stream')).status).toBe(401)
    const { rows } = await server.database.owner.pool.query<{ hash: string }>(
      `select encode(secret_hash, 'hex') as hash from signin.app where app_id = $1`,
      [app.id],
    )
    for (const secret of ['x'.repeat(43), rows[0]?.hash ?? '']) {
      const wrong = await clientOf(server.url, { id: app.id, secret })
      await expect(openid.refreshTokenGrant(wrong, tokens.refresh_token ?? '')).rejects.toMatchObject({ status: 401 })
    }
    const elsewhere = await openApp(config, 'openid', new Browser(), { redirect_uri: 'https://app.example/callback/' })
    expect(elsewhere.back()).toBe('')
    expect(elsewhere.status()).toBe(400)
    const renewed = (await boss('POST', at(`/${app.id}/secret`))).body['secret'] as string
    await expect(openid.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toMatchObject({ status: 401 })
    expect(
      (await openid.refreshTokenGrant(await clientOf(server.url, { id: app.id, secret: renewed }), tokens.refresh_token ?? ''))
        .access_token,
    ).toBeTruthy()
    expect((await connectionsOf(who)).map((c) => c.ended)).toEqual([null])
  })

  it('SX-2: deleting an app ends every connection of it and nothing else; a sign-in under way comes too late', async () => {
    const one = await inApp()
    const two = await inApp('openid', one.app)
    const phone = await signIn(server.url, 'mobile', one.who.login, password)
    const late = await openApp(one.config, 'openid', two.browser, { prompt: 'consent' })
    expect((await boss('DELETE', at(`/${one.app.id}`))).body).toEqual({ signedOut: 2 })
    await expectOver(one.config, one.tokens)
    await expectOver(two.config, two.tokens)
    await late.answer('allow')
    expect(late.back()).toBe('')
    expect((await callClient(server.url, phone, 'POST', '/client/v1/activity', {})).status).toBe(200)
    expect((await connectionsOf(one.who)).map((c) => [c.client, c.ended?.reason ?? null])).toEqual([
      ['mobile', null],
      [one.app.id, 'app_removed'],
    ])
    expect((await listed()).some((app) => app.id === one.app.id)).toBe(false)
  })

  it('SX-2: a member takes an app’s access away: it is signed out at once, and asks again', async () => {
    const { app, who, config, tokens, browser } = await inApp()
    const mine = await callerFor(server, who.login)
    const own = async () => (await mine('GET', '/me/apps')).body['items']
    expect(await own()).toMatchObject([{ id: app.id, kind: 'web', scopes: ['openid', 'profile'], connections: 1 }])
    expect((await mine('DELETE', `/me/apps/${app.id}`)).body).toEqual({ signedOut: 1 })
    await expectOver(config, tokens)
    expect(await own()).toEqual([])
    expect((await mine('DELETE', `/me/apps/${app.id}`)).code).toBe('not_found')
    expect((await connectionsOf(who)).find((c) => c.client === app.id)?.ended?.reason).toBe('signed_out')
    const again = await openApp(config, 'openid', browser)
    await again.signIn(who.login)
    expect(again.page()).toContain('has registered this app')
    const { rows } = await server.database.owner.pool.query(`select action from audit.event where subject_id = $1 and actor_id = $2`, [
      app.id,
      who.id,
    ])
    expect(rows.map((r: { action: string }) => r.action).toSorted()).toEqual(['app.allowed', 'app.taken_back'])
  })

  it('SX-1: the app signs its member out at the provider and they come back to where it is registered, and nowhere else', async () => {
    const there = 'https://app.example/bye'
    const app = await registerApp(boss, company, { redirectUris: [callback], postLogoutUris: [there], scopes: ['offline_access'] })
    const { config, tokens, browser } = await inApp('openid', app)
    const to = (uri: string) =>
      openid.buildEndSessionUrl(config, { id_token_hint: tokens.id_token ?? '', post_logout_redirect_uri: uri, state: 's' }).href
    expect((await browser.fetch(to('https://app.example/elsewhere'))).status).toBe(400)
    const html = await (await browser.fetch(to(there))).text()
    const [, action = '', xsrf = ''] = /action="([^"]+)".*name="xsrf" value="([^"]+)"/.exec(html) ?? []
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const out = await browser.fetch(action, { method: 'POST', headers, body: new URLSearchParams({ xsrf, logout: 'yes' }) })
    expect(out.headers.get('location')).toBe(`${there}?state=s`)
    await expectOver(config, tokens)
  })

  it('SX-1: the suite’s own apps are asked for nothing, also when they ask for consent', async () => {
    const who = await someone()
    const browser = new Browser()
    await signIn(server.url, 'pc', who.login, password, browser)
    const { start } = await beginFlow(server.url, 'mobile', { prompt: 'consent' })
    const back = await browser.follow(start, (l) => l.startsWith('http://127.0.0.1:9/'))
    expect('location' in back && back.location).toContain('code=')
  })
})
