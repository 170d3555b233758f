import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import * as openid from 'openid-client'
import type { NetworkRules } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { beginFlow, Browser, signIn, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { appointAdministrator } from '../company/index.ts'
import { createTeam } from '../members/index.ts'

const office = '203.0.113.5'
const [korea, america] = ['211.249.220.24', '8.8.8.8']

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
let helper: ApiCaller
let helperId: string
let at: string
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] })
  otherNode = (await server.anotherNode()).url
  company = await makeCompany(server)
  at = `/companies/${company.companyId}/security/network`
  const [sub] = await makeMembers(server, company, 1, 'sub')
  helperId = sub?.id ?? ''
  await server.as(company.tenant, (ctx) =>
    appointAdministrator(ctx, { companyId: company.companyId, memberId: helperId, role: 'sub_admin' }),
  )
  boss = await callerFor(server, company.admin.login)
  helper = await callerFor(server, sub?.login ?? '')
})
afterAll(() => server.stop())

type Someone = { id: string; login: string }
let number = 0
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `n${++number}x`))[0] ?? { id: '', login: '' }
const move = (caller: ApiCaller, ip: string) => void (caller.browser.always['x-forwarded-for'] = ip)
const from = (ip: string) => new Browser({ 'x-forwarded-for': ip })
const read = async (by = boss) => (await by('GET', at)).body as unknown as NetworkRules
/** Changes the rules as an administrator does who has just read them. */
async function rule(change: Partial<{ enforced: boolean; ranges: string[]; countries: string[]; exempt: string[] }>, by = boss) {
  const { revision } = await read(by)
  return by('PUT', at, { revision, enforced: true, ranges: [], countries: [], exempt: [], ...change })
}
const off = () => rule({ enforced: false })

/** A request of an app, from an address. */
const use = (ip: string, tokens: Pick<Tokens, 'access'>, node = server.url, path = '/client/v1/notices') =>
  fetch(`${node}${path}`, { headers: { authorization: `Bearer ${tokens.access}`, 'x-forwarded-for': ip } })
const statusOf = async (...asked: Parameters<typeof use>) => (await use(...asked)).status
/** SX-2: within a second, on both nodes. */
async function becomes(status: number, ip: string, tokens: Tokens) {
  for (const node of [server.url, otherNode])
    await vi.waitFor(async () => expect(await statusOf(ip, tokens, node)).toBe(status), { timeout: 1_000, interval: 20 })
}

describe('network rules', () => {
  it('P-4: are read, normalised, changed one after the other, and on record; every wrong line is named', async () => {
    expect(await read()).toMatchObject({
      revision: 0,
      enforced: false,
      ranges: [],
      countries: [],
      exempt: [],
      you: { place: { kind: 'private' } },
    })
    const bad = await rule({ ranges: ['10.0.0.0/8', 'office', '10.0.0.0/40'] })
    expect([bad.code, bad.details]).toEqual([
      'network_ranges_invalid',
      {
        rows: [
          { index: 1, problem: 'address' },
          { index: 2, problem: 'length' },
        ],
      },
    ])
    expect((await rule({ countries: ['QQ'] })).code).toBe('input_invalid')
    expect((await rule({})).code).toBe('network_empty')
    expect((await rule({ countries: ['KR'], exempt: [crypto.randomUUID()] })).code).toBe('not_found')
    const who = await someone()
    expect(
      (await rule({ enforced: false, ranges: ['10.1.2.3/8', '10.0.0.0/8', '2001:DB8::1'], countries: ['kr'], exempt: [who.id] })).body,
    ).toEqual({
      revision: 1,
    })
    expect(await read()).toMatchObject({
      revision: 1,
      ranges: ['10.0.0.0/8', '2001:db8::1'],
      countries: ['KR'],
      exempt: [{ id: who.id, login: who.login }],
    })
    const stale = await boss('PUT', at, { revision: 0, enforced: false, ranges: [], countries: [], exempt: [] })
    expect(stale.code).toBe('changed_meanwhile')
    const { rows } = await server.database.owner.pool.query(
      `select before, after from audit.event where action = 'company.network_changed'`,
    )
    expect(rows).toEqual([
      {
        before: { enforced: false, ranges: [], countries: [], exempt: [] },
        after: { enforced: false, ranges: ['10.0.0.0/8', '2001:db8::1'], countries: ['KR'], exempt: [who.login] },
      },
    ])
  })

  it('SX-2: hold at every request and on open streams, on every node within a second; the session goes on where it is admitted', async () => {
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password, from(office))
    await becomes(200, america, tokens)
    const stream = await use(america, tokens, otherNode, '/client/v1/stream')
    const kept = await use(office, tokens, otherNode, '/client/v1/stream')
    const heard = stream.text()
    await rule({ ranges: ['203.0.113.0/24'] })
    const changed = performance.now()
    expect(await heard, 'nobody is signed out').not.toContain('signed_out')
    expect(performance.now() - changed).toBeLessThan(1_000)
    await becomes(403, america, tokens)
    expect(await (await use(america, tokens)).json()).toMatchObject({ error: { code: 'network_refused', details: { ip: america } } })
    await becomes(200, office, tokens)
    // Pitfall 34: what a client says of itself before the trusted proxy's word is not believed.
    expect(await statusOf(`${office}, ${america}`, tokens)).toBe(403)
    await rule({ countries: ['KR'] })
    await becomes(200, korea, tokens)
    await becomes(403, office, tokens)
    await off()
    await becomes(200, america, tokens)
    await kept.body?.cancel()
  })

  it('SX-2: hold within a second also when no node is told of the change', async () => {
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password, from(office))
    await becomes(200, america, tokens)
    const silently = (enforced: boolean) =>
      server.database.owner.pool.query(
        `update signin.network set revision = revision + 1, enforced = $2, ranges = '{203.0.113.0/24}', countries = '{}' where company_id = $1`,
        [company.companyId, enforced],
      )
    await silently(true)
    await becomes(403, america, tokens)
    await silently(false)
    await becomes(200, america, tokens)
    expect((await read()).enforced).toBe(false)
  })

  it('SX-4: hold at the door, which says so after the right password only', async () => {
    const who = await someone()
    await rule({ ranges: [office] })
    const type = async (ip: string, id: string, secret: string) => {
      const browser = from(ip)
      const page = await browser.follow((await beginFlow(server.url, 'mobile')).start, () => false)
      const answer = await browser.submit('url' in page ? page.url : '', id, secret)
      return { status: answer.status, isTold: (await answer.text()).includes('does not allow access from this network') }
    }
    expect(await type(america, who.login, 'not the password')).toEqual({ status: 401, isTold: false })
    expect(await type(america, `nobody@${company.domain}`, password)).toEqual({ status: 401, isTold: false })
    expect(await type(america, who.login, password)).toEqual({ status: 403, isTold: true })
    expect(await type(office, who.login, password)).toEqual({ status: 303, isTold: false })
    await off()
    const { body } = await boss('GET', `/companies/${company.companyId}/audit?member=${who.id}&action=member.network_refused`)
    expect(body['items'], 'P-4: on record, once').toMatchObject([{ actor: { id: who.id }, ip: america, after: { app: 'mobile' } }])
  })

  it('SX-2: who is refused can sign out all the same', async () => {
    const who = await someone()
    const own = await callerFor(server, who.login)
    await rule({ ranges: [office] })
    move(own, america)
    await vi.waitFor(async () => expect((await own('GET', '/me')).code).toBe('network_refused'), { timeout: 1_000 })
    expect((await own('POST', '/me/sign-out', {})).status).toBe(200)
    move(own, office)
    expect((await own('GET', '/me')).code).toBe('not_signed_in')
    await off()
  })

  it('SX-2: hold for single sign-on and for refreshing, which both go on where they are admitted', async () => {
    const who = await someone()
    const browser = from(office)
    const tokens = await signIn(server.url, 'mobile', who.login, password, browser)
    await rule({ ranges: [office] })
    const isBack = (location: string) => location.startsWith('http://127.0.0.1:9/')
    browser.always['x-forwarded-for'] = america
    const outside = await browser.follow((await beginFlow(server.url, 'pc')).start, isBack)
    expect('answer' in outside && outside.answer.status, 'a page, no code').toBe(200)
    browser.always['x-forwarded-for'] = office
    expect(await browser.follow((await beginFlow(server.url, 'pc')).start, isBack)).toHaveProperty('location')

    const refresh = (ip: string) => {
      const config = new openid.Configuration(tokens.config.serverMetadata(), 'mobile', undefined, openid.None())
      openid.allowInsecureRequests(config)
      config[openid.customFetch] = (url, init) =>
        fetch(url, { ...(init as RequestInit), headers: { ...(init.headers as Record<string, string>), 'x-forwarded-for': ip } })
      return openid.refreshTokenGrant(config, tokens.refresh ?? '')
    }
    await expect(refresh(america)).rejects.toMatchObject({ error: 'network_refused' })
    const renewed = await refresh(office)
    expect(await statusOf(office, { access: renewed.access_token })).toBe(200)
    const userInfo = (ip: string) =>
      fetch(`${server.url}/oidc/me`, { headers: { authorization: `Bearer ${renewed.access_token}`, 'x-forwarded-for': ip } })
    expect([(await userInfo(office)).status, (await userInfo(america)).status]).toEqual([200, 400])
    await off()
  })

  it('P-3: nobody locks themselves out; for the Super Admin the console stays open, and the apps do not; the exempt are not bound', async () => {
    move(helper, america)
    const locked = await rule({ ranges: [office] }, helper)
    expect([locked.code, locked.details]).toEqual(['network_locks_you_out', { ip: america }])
    expect((await helper('POST', `${at}/preview`, { ranges: [office], countries: [], exempt: [] })).body).toMatchObject({
      you: { ip: america, admitted: false, standing: 'bound' },
    })
    move(boss, america)
    expect((await boss('POST', `${at}/preview`, { ranges: [office], countries: [], exempt: [] })).body).toMatchObject({
      you: { ip: america, admitted: false, standing: 'super_admin' },
    })
    expect((await rule({ ranges: [office] })).status).toBe(200)
    expect((await boss('GET', '/me')).status).toBe(200)
    await vi.waitFor(async () => expect((await helper('GET', '/me', undefined, otherNode)).code).toBe('network_refused'), {
      timeout: 1_000,
    })
    const app = from(america)
    const flow = await beginFlow(server.url, 'mobile')
    const page = await app.follow(flow.start, () => false)
    expect((await app.submit('url' in page ? page.url : '', company.admin.login, password)).status).toBe(403)

    expect((await rule({ ranges: [office], exempt: [helperId] })).status).toBe(200)
    await vi.waitFor(async () => expect((await helper('GET', '/me', undefined, otherNode)).status).toBe(200), { timeout: 1_000 })
    expect((await helper('POST', `${at}/preview`, { ranges: [office], countries: [], exempt: [helperId] })).body).toMatchObject({
      you: { admitted: false, standing: 'exempt' },
    })
    await off()
  })

  it('P-2, pitfall 36: a role without names neither sees nor changes who is exempt; one limited to a team changes nothing of the whole company’s', async () => {
    const { pool } = server.database.owner
    const appointed = async (names: boolean, team: string | null) => {
      const [who, role] = [await someone(), crypto.randomUUID()]
      await pool.query(`insert into company.role values ($1, $2, $3, $4, '{"security": "manage", "settings": "manage"}', $5, now())`, [
        company.tenant,
        company.companyId,
        role,
        role,
        names,
      ])
      await pool.query(
        `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
        [company.tenant, company.companyId, who.id, role, team],
      )
      return callerFor(server, who.login)
    }
    const exempt = await someone()
    await rule({ enforced: false, ranges: [office], exempt: [exempt.id] })
    const nameless = await appointed(false, null)
    const seen = await read(nameless)
    expect(seen.exempt).toBeNull()
    expect((await rule({ enforced: false, ranges: [office, korea], exempt: [] }, nameless)).status).toBe(200)
    expect((await read()).exempt?.map(({ id }) => id)).toEqual([exempt.id])
    const team = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Team' }))
    const limited = await appointed(true, team)
    expect((await limited('GET', at)).code).toBe('forbidden')
    expect((await limited('POST', `${at}/preview`, { ranges: [], countries: [], exempt: [] })).code).toBe('forbidden')
    expect((await limited('PUT', at, { revision: 0, enforced: false, ranges: [], countries: [], exempt: [] })).code).toBe('forbidden')
    const [policy, apps] = [`/companies/${company.companyId}/security/sign-in`, `/companies/${company.companyId}/apps`]
    expect((await limited('PUT', policy, { ...(await limited('GET', policy)).body, twoStep: 'optional' })).code).toBe('forbidden')
    const app = { kind: 'service', name: 'Robot' }
    expect((await limited('POST', apps, { app })).code).toBe('forbidden')
    const { id } = (await boss('POST', apps, { app })).body as { id: string }
    expect((await limited('PUT', `${apps}/${id}`, { revision: 1, fields: app })).code).toBe('forbidden')
    expect((await limited('POST', `${apps}/${id}/secret`)).code).toBe('forbidden')
    expect((await limited('DELETE', `${apps}/${id}`)).code).toBe('forbidden')
    await off()
  })

  it('says before they are saved whom they would refuse: members of the last 7 days, each once, by every address they used', async () => {
    const alone = await makeCompany(server)
    const members = await makeMembers(server, alone, 6, 'p')
    const owner = await callerFor(server, alone.admin.login)
    const connected = (member: Someone | undefined, ip: string | null, ago: string, client = 'mobile') =>
      server.database.owner.pool.query(
        `insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, ip, created_at)
         values ($1, $2, $3, $4, 'web', $5, 'password', $6, now() - $7::interval)`,
        [alone.tenant, crypto.randomUUID(), member?.id, alone.companyId, client, ip, ago],
      )
    const [home, both, none, old, exempt, abroad] = members
    await connected(home, america, '1 hour')
    await connected(both, office, '1 hour')
    await connected(both, america, '6 days 23:59')
    await connected(none, null, '1 hour')
    await connected(old, america, '7 days 00:01')
    await connected(exempt, america, '1 hour')
    await connected(abroad, korea, '1 hour')
    await connected(alone.admin, america, '1 hour', 'console')
    const ask = async (lists: object) =>
      (await owner('POST', `/companies/${alone.companyId}/security/network/preview`, { ranges: [], countries: [], exempt: [], ...lists }))
        .body
    // Six: five members and the owner, who connected to the console from here as well.
    expect(await ask({ ranges: [office] })).toMatchObject({ connected: 6, refused: 5 })
    expect(await ask({ ranges: [office], countries: ['KR'], exempt: [exempt?.id] })).toMatchObject({ connected: 6, refused: 3 })
    expect(await ask({ ranges: ['0.0.0.0/0', '::/0'] })).toMatchObject({ connected: 6, refused: 1 })
    await connected(alone.admin, america, '1 hour')
    expect(await ask({ ranges: [office], countries: ['KR'], exempt: [exempt?.id] })).toMatchObject({ connected: 6, refused: 4 })
  })
})
