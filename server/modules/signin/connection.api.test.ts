import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Connection } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, callClient, signIn, signInToConsole, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ['127.0.0.1'] })
  otherNode = (await server.anotherNode()).url
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

type Someone = { id: string; login: string }
let number = 0
const someone = async (): Promise<Someone> => (await makeMembers(server, company, 1, `c${++number}x`))[0] ?? { id: '', login: '' }
const of = (who: Someone) => `/companies/${company.companyId}/members/${who.id}/connections`
type Listed = { items: Connection[]; next: string | null; total: number }
const list = async (who: Someone, query = '', by = boss) => (await by('GET', `${of(who)}${query}`)).body as unknown as Listed
const statusOn = async (node: string, tokens: Tokens) => (await callClient(node, tokens, 'POST', '/client/v1/activity', {})).status
/** SX-2: within a second, on both nodes. */
const dead = async (tokens: Tokens) => {
  for (const node of [server.url, otherNode])
    await vi.waitFor(async () => expect(await statusOn(node, tokens)).toBe(401), { timeout: 1_000, interval: 20 })
}
const alive = async (tokens: Tokens) => {
  for (const node of [server.url, otherNode]) expect(await statusOn(node, tokens)).toBe(200)
}

describe('MB-11: connections', () => {
  it('MB-11: says when, by what, from where; apps and web apart; the newest first, page by page', async () => {
    const who = await someone()
    const phone = await signIn(server.url, 'mobile', who.login, password)
    await callClient(server.url, phone, 'PUT', '/client/v1/device', {
      vendorId: crypto.randomUUID(),
      model: 'Pixel 9',
      os: 'android',
      osVersion: '16',
      appVersion: '4.0.0',
    })
    await signIn(server.url, 'pc', who.login, password)
    await signInToConsole(server.url, who.login, password)
    const { items, total } = await list(who)
    expect(total).toBe(3)
    expect(items.map((c) => [c.client, c.surface])).toEqual([
      ['console', 'web'],
      ['pc', 'pc'],
      ['mobile', 'mobile'],
    ])
    expect(items[2]).toMatchObject({
      ended: null,
      method: 'password',
      device: { model: 'Pixel 9' },
      ip: '127.0.0.1',
      place: { kind: 'private' },
    })
    expect(items[0]).toMatchObject({ device: null, isOwn: false })
    const { rows } = await server.database.owner.pool.query(
      `select actor_id, subject_id, host(ip) as ip from audit.event where action = 'connection.signed_in' and actor_id = $1`,
      [who.id],
    )
    expect(rows, 'P-4: sign-ins to the console are on record').toEqual([{ actor_id: who.id, subject_id: items[0]?.id, ip: '127.0.0.1' }])
    expect((await list(who, '?kind=web')).items.map((c) => c.client)).toEqual(['console'])
    expect(await list(who, '?kind=app')).toMatchObject({ total: 2, items: [{ client: 'pc' }, { client: 'mobile' }] })
    const paged: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const page: Listed = await list(who, `?limit=1${cursor && `&cursor=${cursor}`}`)
      paged.push(...page.items.map((c) => c.id))
      cursor = page.next
    }
    expect(paged).toEqual(items.map((c) => c.id))
    expect((await boss('GET', `${of(who)}?cursor=${Buffer.from('["x","y"]').toString('base64url')}`)).code).toBe('input_invalid')
  })

  it('MB-11, pitfall 34: what the browser and address say; an address is believed only from a trusted proxy', async () => {
    const who = await someone()
    const agent = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36'
    await signIn(server.url, 'pc', who.login, password, new Browser({ 'user-agent': agent, 'x-forwarded-for': '211.249.220.24' }))
    await signIn(server.url, 'mobile', who.login, password, new Browser({ 'user-agent': 'x', 'x-forwarded-for': '10.0.0.9, 8.8.8.8' }))
    expect((await list(who)).items).toMatchObject([
      { browser: null, os: null, ip: '8.8.8.8', place: { kind: 'country', country: 'US' } },
      { browser: 'Chrome 130', os: 'Windows 10', ip: '211.249.220.24', place: { kind: 'country', country: 'KR' } },
    ])
    const trusting = await startTestServer()
    const alone = await makeCompany(trusting)
    const [member] = await makeMembers(trusting, alone, 1, 'spoof')
    await signIn(trusting.url, 'pc', member?.login ?? '', password, new Browser({ 'x-forwarded-for': '8.8.8.8' }))
    const admin = await callerFor(trusting, alone.admin.login)
    const { body } = await admin('GET', `/companies/${alone.companyId}/members/${member?.id}/connections`)
    expect(body['items']).toMatchObject([{ ip: '127.0.0.1', place: { kind: 'private' } }])
    await trusting.stop()
  })

  it('MB-11, SX-2, pitfall 21: logging out one ends that one only, on every node; the list agrees', async () => {
    const who = await someone()
    const [one, two] = [await signIn(server.url, 'mobile', who.login, password), await signIn(server.url, 'pc', who.login, password)]
    await alive(one)
    await alive(two)
    const [pc, mobile] = (await list(who)).items
    expect((await boss('DELETE', `${of(who)}/${mobile?.id}`)).body).toEqual({ loggedOut: true })
    await dead(one)
    await alive(two)
    expect((await list(who)).items.map((c) => c.ended?.reason ?? null)).toEqual([null, 'logged_out'])
    expect((await boss('DELETE', `${of(who)}/${mobile?.id}`)).body).toEqual({ loggedOut: false })
    expect((await boss('DELETE', `${of(await someone())}/${pc?.id}`)).code).toBe('not_found')
    const { rows } = await server.database.owner.pool.query(
      `select actor_id, after from audit.event where action = 'member.logged_out' and subject_id = $1`,
      [who.id],
    )
    expect(rows).toEqual([{ actor_id: company.admin.id, after: { connectionId: mobile?.id } }])
  })

  it('MB-11, SX-2: logging out everywhere ends every app, the console and single sign-on; not for oneself or someone above', async () => {
    const who = await someone()
    const tokens = await signIn(server.url, 'mobile', who.login, password)
    const browser = await signInToConsole(server.url, who.login, password)
    await alive(tokens)
    expect((await boss('DELETE', of(who))).body).toEqual({ loggedOut: 2 })
    await dead(tokens)
    await vi.waitFor(async () => expect((await browser.fetch(`${server.url}/api/v1/me`)).status).toBe(401), {
      timeout: 1_000,
      interval: 20,
    })
    expect((await boss('DELETE', of(who))).body).toEqual({ loggedOut: 0 })
    expect((await boss('DELETE', of(company.admin))).code).toBe('own_account')
  })

  it('MB-11: of one’s own: the list marks the one in use; one goes, or all but that', async () => {
    const who = await someone()
    const [one, two] = [await signIn(server.url, 'mobile', who.login, password), await signIn(server.url, 'pc', who.login, password)]
    const mine = await callerFor(server, who.login)
    const own = async () => ((await mine('GET', '/me/connections')).body as unknown as Listed).items
    const before = await own()
    expect(before.map((c) => [c.client, c.isOwn])).toEqual([
      ['console', true],
      ['pc', false],
      ['mobile', false],
    ])
    expect((await mine('DELETE', `/me/connections/${before[2]?.id}`)).body).toEqual({ loggedOut: true })
    await dead(one)
    await alive(two)
    expect((await mine('DELETE', '/me/connections')).body).toEqual({ loggedOut: 1 })
    await dead(two)
    expect((await own()).map((c) => c.ended?.reason ?? null)).toEqual([null, 'signed_out', 'signed_out'])
    const theirs = (await list(await someone())).items
    expect(theirs).toEqual([])
    const stranger = await someone()
    await signIn(server.url, 'pc', stranger.login, password)
    const [foreign] = (await list(stranger)).items
    expect((await mine('DELETE', `/me/connections/${foreign?.id}`)).code).toBe('not_found')
  })

  it('MB-11: one that ended is shown for 90 days, not a moment longer; one whose tokens expired has ended', async () => {
    const who = await someone()
    await signIn(server.url, 'mobile', who.login, password)
    await signIn(server.url, 'pc', who.login, password)
    const [pc, mobile] = (await list(who)).items
    const { pool } = server.database.owner
    await pool.query('update signin.artifact set expires_at = now() where connection_id = $1', [pc?.id])
    await pool.query(
      `update sessions.connection set ended_at = now() - interval '90 days' + interval '5 seconds', ended_reason = 'signed_out' where connection_id = $1`,
      [mobile?.id],
    )
    expect((await list(who)).items.map((c) => c.ended?.reason)).toEqual(['expired', 'signed_out'])
    await pool.query(`update sessions.connection set ended_at = now() - interval '90 days' where connection_id = $1`, [mobile?.id])
    expect(await list(who)).toMatchObject({ total: 1, items: [{ id: pc?.id }] })
  })

  it('P-2, pitfall 36: a role without names, or that only views, does not get there', async () => {
    const who = await someone()
    await signIn(server.url, 'pc', who.login, password)
    const [connection] = (await list(who)).items
    const holder = async (permissions: object, seesNames: boolean) => {
      const member = await someone()
      const role = await boss('POST', `/companies/${company.companyId}/roles`, { name: `Role ${++number}`, permissions, seesNames })
      await boss('PUT', `/companies/${company.companyId}/administrators/${member.id}`, {
        grant: { role: 'custom', roleId: role.body['id'] },
      })
      return callerFor(server, member.login)
    }
    const blind = await holder({ members: 'manage' }, false)
    expect((await blind('GET', of(who))).code).toBe('names_hidden')
    expect((await blind('DELETE', of(who))).code).toBe('names_hidden')
    const viewer = await holder({ members: 'view' }, true)
    expect((await viewer('GET', of(who))).status).toBe(200)
    expect((await viewer('DELETE', `${of(who)}/${connection?.id}`)).code).toBe('forbidden')
    const hr = await holder({ members: 'manage' }, true)
    expect((await hr('DELETE', of(company.admin))).code).toBe('not_allowed_on_superior')
  })
})
