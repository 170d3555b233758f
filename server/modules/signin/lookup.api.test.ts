import * as oauth from 'oauth4webapi'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Connection } from '@muster/contract'
import { blockApps, suspendMember } from '../../../server/modules/members/index.ts'
import { enterCode } from '../../../test/codeDoor.ts'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { clientOf, openApp, registerApp, type TestApp } from '../../../test/app.ts'
import { Browser, signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { subOf } from './account.rules.ts'

let server: TestServer
let other: string
let company: TestCompany
let boss: ApiCaller
let robot: TestApp
beforeAll(async () => {
  server = await startTestServer()
  other = (await server.anotherNode()).url
  company = await makeCompany(server, { name: 'Acme' })
  boss = await callerFor(server, company.admin.login)
  robot = await registerApp(boss, company, { kind: 'service', name: 'Robot' })
})
afterAll(() => server.stop())

let number = 0
const someone = async (of = company) => (await makeMembers(server, of, 1, `l${++number}x`))[0] ?? { id: '', login: '' }
const insecure = { [oauth.allowInsecureRequests]: true }
const issuerAt = (node: string): oauth.AuthorizationServer => ({
  issuer: `${server.url}/oidc`,
  token_endpoint: `${node}/oidc/token`,
  introspection_endpoint: `${node}/oidc/token/introspection`,
  device_authorization_endpoint: `${node}/oidc/device/auth`,
})
const auth = ({ secret }: TestApp) => (secret === null ? oauth.None() : oauth.ClientSecretBasic(secret))

/** RFC 7662, by an independent client. */
async function lookUp(token: string, by = robot, node = server.url): Promise<oauth.IntrospectionResponse> {
  const [as, client] = [issuerAt(node), { client_id: by.id }]
  return oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, auth(by), token, insecure))
}
const over = async (token: string) => {
  for (const node of [server.url, other])
    await vi.waitFor(async () => expect(await lookUp(token, robot, node)).toEqual({ active: false }), { timeout: 1_000, interval: 20 })
}
/** RFC 6749, 4.4. */
async function ownToken(by: TestApp) {
  const [as, client] = [issuerAt(server.url), { client_id: by.id }]
  const answer = await oauth.clientCredentialsGrantRequest(as, client, auth(by), new URLSearchParams(), insecure)
  return (await oauth.processClientCredentialsResponse(as, client, answer)).access_token
}

describe('SX-2: introspection (RFC 7662)', () => {
  it('SX-2: a service looks up members’ tokens of its tenant, until they end by any path, on every node', async () => {
    const ends: [string, (id: string, token: string) => Promise<unknown>][] = [
      ['suspended', (id) => server.as(company.tenant, (ctx) => suspendMember(ctx, id))],
      ['apps blocked', (id) => server.as(company.tenant, (ctx) => blockApps(ctx, id))],
      ['logged out', (id) => boss('DELETE', `/companies/${company.companyId}/members/${id}/connections`)],
      [
        'expired',
        (_, token) =>
          server.database.owner.pool.query(
            `update signin.artifact set expires_at = now() where hash = sha256(convert_to('AccessToken:' || $1, 'UTF8'))`,
            [token],
          ),
      ],
    ]
    for (const [why, end] of ends) {
      const who = await someone()
      const tokens = await signIn(server.url, 'mobile', who.login, password)
      for (const node of [server.url, other])
        expect(await lookUp(tokens.access, robot, node), why).toMatchObject({
          active: true,
          sub: subOf(company.tenant, who.id),
          client_id: 'mobile',
          token_type: 'Bearer',
          iss: `${server.url}/oidc`,
        })
      expect(await lookUp(tokens.refresh ?? ''), 'a refresh token opens nothing').toEqual({ active: false })
      await end(who.id, tokens.access)
      await over(tokens.access)
    }
    expect(await lookUp('nothing that was ever given')).toEqual({ active: false })
  })

  it('SX-2: tokens of another tenant are unknown to it, those of a sibling company are not; nobody else may ask', async () => {
    const [sibling, foreign] = [await makeCompany(server, { tenant: company.tenant, domain: 'look.example' }), await makeCompany(server)]
    const tokenOf = async (of: TestCompany) => (await signIn(server.url, 'pc', (await someone(of)).login, password)).access
    expect(await lookUp(await tokenOf(foreign))).toEqual({ active: false })
    expect(await lookUp(await tokenOf(sibling))).toMatchObject({ active: true })
    const own = await tokenOf(company)
    for (const asking of [
      await registerApp(boss, company),
      await registerApp(boss, company, { kind: 'device', scopes: [] }),
      { id: 'mobile', secret: null },
    ])
      for (const token of [own, 'nothing that was ever given'])
        await expect(lookUp(token, asking)).rejects.toMatchObject({ error: 'unauthorized_client', status: 403 })
    await expect(lookUp(own, { id: robot.id, secret: 'x'.repeat(43) })).rejects.toMatchObject({ status: 401 })
  })

  it('SX-2: what a service is given for itself ends with its secret, and with the service', async () => {
    const worker = await registerApp(boss, company, { kind: 'service' })
    const first = await ownToken(worker)
    expect(await lookUp(first)).toMatchObject({ active: true, client_id: worker.id })
    const { rows } = await server.database.owner.pool.query(`select 1 from signin.artifact where payload::text like '%' || $1 || '%'`, [
      first,
    ])
    expect(rows, 'SX-3').toEqual([])
    const { body } = await boss('POST', `/companies/${company.companyId}/apps/${worker.id}/secret`)
    await over(first)
    await expect(ownToken(worker)).rejects.toMatchObject({ status: 401 })
    const second = await ownToken({ id: worker.id, secret: String(body['secret']) })
    expect(await lookUp(second)).toMatchObject({ active: true })
    await boss('DELETE', `/companies/${company.companyId}/apps/${worker.id}`)
    await over(second)
  })

  it('SX-2: a token asked for while the secret changes is not kept', async () => {
    const worker = await registerApp(boss, company, { kind: 'service' })
    const { pool } = server.database.owner
    const holder = await pool.connect()
    await holder.query('begin')
    await holder.query('select 1 from signin.app where app_id = $1 for update', [worker.id])
    const asked = ownToken(worker)
    await vi.waitFor(async () => {
      const { rows } = await pool.query(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)
      expect(rows).toHaveLength(1)
    })
    await holder.query(`update signin.app set secret_hash = '\\x00' where app_id = $1`, [worker.id])
    await holder.query('commit')
    holder.release()
    expect(await lookUp(await asked)).toEqual({ active: false })
  })
})

describe('SX-1: device authorization (RFC 8628)', () => {
  const agent = 'Mozilla/5.0 (SMART-TV; Linux; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) 120.0.6099.5/8.0 TV Safari/537.36'
  const asDevice = { ...insecure, headers: { 'user-agent': agent } }

  async function device(scope = 'openid profile') {
    const name = `TV ${++number}`
    const tv = await registerApp(boss, company, { kind: 'device', name, scopes: ['profile', 'offline_access'] })
    const [as, client] = [issuerAt(server.url), { client_id: tv.id }]
    const begin = async () => {
      const answer = await oauth.deviceAuthorizationRequest(as, client, auth(tv), new URLSearchParams({ scope }), asDevice)
      return oauth.processDeviceAuthorizationResponse(as, client, answer)
    }
    const poll = async (code: string, node = server.url) => {
      const at = issuerAt(node)
      return oauth.processDeviceCodeResponse(at, client, await oauth.deviceCodeGrantRequest(at, client, auth(tv), code, insecure))
    }
    return { tv, name, begin, poll }
  }

  it('SX-1: a member lets a device in: its own connection, truthfully listed; used once; it ends like any other', async () => {
    const [{ tv, name, begin, poll }, who] = [await device(), await someone()]
    const asked = await begin()
    await expect(poll(asked.device_code)).rejects.toMatchObject({ error: 'authorization_pending' })
    expect(asked.expires_in).toBe(600)
    const visit = enterCode(server.url)
    await visit.open()
    await visit.send({ user_code: asked.user_code.toLowerCase().replace('-', ' ') })
    expect(visit.page()).toContain(`Let ${name} in?`)
    expect(visit.page()).toContain('Acme has registered this app.')
    expect(visit.page()).toContain(asked.user_code)
    await visit.send({ user_code: asked.user_code, confirm: 'yes' })
    await visit.send({ id: who.login, password })
    await visit.send({ consent: 'allow' })
    expect(visit.page()).toContain('The device is signed in')
    const { rows } = await server.database.owner.pool.query<{ text: string }>('select payload::text as text from signin.artifact')
    for (const { text } of rows)
      for (const secret of [asked.device_code, asked.user_code, asked.user_code.replace('-', '')])
        expect(text.includes(secret), 'SX-3').toBe(false)
    const tokens = await poll(asked.device_code, other)
    expect(await lookUp(tokens.access_token)).toMatchObject({ active: true, sub: subOf(company.tenant, who.id), client_id: tv.id })
    const listed = async () =>
      (await boss('GET', `/companies/${company.companyId}/members/${who.id}/connections`)).body['items'] as Connection[]
    expect(await listed()).toMatchObject([
      { client: tv.id, appName: name, method: 'device', os: expect.stringMatching(/Tizen/) as string, ended: null },
    ])
    const again = enterCode(server.url, visit.browser)
    await again.open()
    await again.send({ user_code: asked.user_code })
    expect(again.page()).toContain('This code was used before.')

    const second = await begin()
    await again.send({ user_code: second.user_code })
    await again.send({ user_code: second.user_code, confirm: 'yes' })
    expect(again.page()).toContain('The device is signed in')
    const both = [tokens, await poll(second.device_code)]
    for (const { access_token } of both) expect(await lookUp(access_token)).toMatchObject({ active: true })
    await expect(poll(second.device_code)).rejects.toMatchObject({ error: 'invalid_grant' })
    await over(both[1]?.access_token ?? '')
    expect(await lookUp(tokens.access_token), 'the other device stays').toMatchObject({ active: true })
    await server.as(company.tenant, (ctx) => suspendMember(ctx, who.id))
    await over(tokens.access_token)
    expect((await listed()).map((c) => c.ended?.reason)).toEqual(['refresh_reused', 'suspended'])
  })

  it('MB-5, SX-2: a device that was let in from a browser signed in by LINE ends with LINE, one by password stays', async () => {
    const [{ begin, poll }, who] = [await device(), await someone()]
    const security = `/companies/${company.companyId}/security/sign-in`
    const allow = async (line: boolean) => {
      const { body } = await boss('GET', security)
      expect((await boss('PUT', security, { ...body, easyLogin: { line, phone: false } })).status).toBe(200)
    }
    await allow(true)
    const visit = enterCode(server.url)
    const letIn = async () => {
      const asked = await begin()
      await visit.open()
      await visit.send({ user_code: asked.user_code })
      await visit.send({ user_code: asked.user_code, confirm: 'yes' })
      if (visit.page().includes('name="password"')) await visit.send({ id: who.login, password })
      if (visit.page().includes('name="consent"')) await visit.send({ consent: 'allow' })
      return (await poll(asked.device_code)).access_token
    }
    const byPassword = await letIn()
    await server.database.owner.pool.query(`update sessions.sso set method = 'line' where member_id = $1`, [who.id])
    const byLine = await letIn()
    for (const token of [byPassword, byLine]) expect(await lookUp(token)).toMatchObject({ active: true })
    await allow(false)
    await over(byLine)
    expect(await lookUp(byPassword)).toMatchObject({ active: true })
    const next = await begin()
    await visit.open()
    await visit.send({ user_code: next.user_code })
    await visit.send({ user_code: next.user_code, confirm: 'yes' })
    expect(visit.page(), 'the single sign-on of that browser').toContain('name="password"')
  })

  it('SX-1: refused, unknown, expired; what stands for a code in the database is none', async () => {
    const { begin, poll } = await device()
    const asked = await begin()
    const visit = enterCode(server.url)
    await visit.open()
    await visit.send({ user_code: 'BBBB-BBBB' })
    expect(visit.page()).toContain('There is no such code.')
    await visit.send({ user_code: asked.user_code })
    await visit.send({ user_code: asked.user_code, abort: 'yes' })
    expect(visit.page()).toContain('The device was not let in')
    await expect(poll(asked.device_code)).rejects.toMatchObject({ error: 'access_denied' })
    const before = Date.now()
    const late = await begin()
    const after = Date.now()
    const { rows } = await server.database.owner.pool.query<{ hash: string }>(
      `select encode(hash, 'hex') as hash from signin.artifact where kind = 'DeviceCode' and consumed_at is null`,
    )
    for (const { hash } of rows) await expect(poll(`hash:${hash}`)).rejects.toMatchObject({ error: 'invalid_grant' })
    vi.useFakeTimers({ toFake: ['Date'], now: before + 599_000 })
    await expect(poll(late.device_code)).rejects.toMatchObject({ error: 'authorization_pending' })
    vi.setSystemTime(after + 601_000)
    await expect(poll(late.device_code)).rejects.toMatchObject({ error: 'expired_token' })
    await visit.open()
    await visit.send({ user_code: late.user_code })
    expect(visit.page()).toContain('This code has expired.')
    vi.useRealTimers()
  })

  it('SX-4: codes are counted per address, and per account where the browser is signed in', async () => {
    const who = await someone()
    const browser = new Browser()
    await signIn(server.url, 'web', who.login, password, browser)
    const visit = enterCode(server.url, browser)
    await visit.open()
    for (let i = 0; i < 20; i++) await visit.send({ user_code: 'BBBB-BBBB' })
    expect(visit.page()).toContain('There is no such code.')
    await visit.send({ user_code: 'BBBB-BBBB' })
    expect([visit.status(), visit.page().includes('Too many attempts.')]).toEqual([429, true])
    const nobody = enterCode(server.url)
    await nobody.open()
    await nobody.send({ user_code: 'BBBB-BBBB' })
    expect(nobody.page()).toContain('There is no such code.')
    await server.database.owner.pool.query('update signin.attempt set attempts = 200 where attempts between 10 and 100')
    await nobody.send({ user_code: 'BBBB-BBBB' })
    expect(nobody.status()).toBe(429)
    await server.database.owner.pool.query('delete from signin.attempt')
  })

  it('SX-1: openid-client polls by itself until the member has let it in', async () => {
    const [{ tv }, who] = [await device(), await someone()]
    const config = await clientOf(server.url, tv)
    const asked = await openid.initiateDeviceAuthorization(config, { scope: 'openid' })
    const visit = enterCode(server.url)
    await visit.open()
    await visit.send({ user_code: asked.user_code })
    await visit.send({ user_code: asked.user_code, confirm: 'yes' })
    await visit.send({ id: who.login, password })
    await visit.send({ consent: 'allow' })
    const tokens = await openid.pollDeviceAuthorizationGrant(config, { ...asked, interval: 0.01 })
    expect(tokens.claims()?.sub).toBe(subOf(company.tenant, who.id))
    const next = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '')
    await openid.tokenRevocation(config, next.access_token)
    await over(next.access_token)
    const web = await clientOf(server.url, await registerApp(boss, company))
    expect((await openApp(web, 'openid', visit.browser)).page(), 'the browser stays signed in').toContain('has registered this app')
  })
})
