import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenPrefix, type CompanyToken, type GrantInput, type Permissions, type Token } from '@muster/contract'
import { callerByToken, callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
let boss: ApiCaller
let node: { url: string }
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'beside.example' })
  boss = await callerFor(server, company.admin.login)
  node = await server.anotherNode()
})
afterAll(() => server.stop())

const base = () => `/companies/${company.companyId}`
let number = 0
/** An administrator who holds a role, signed in to the console. */
async function administrator(grant: GrantInput): Promise<{ id: string; login: string; call: ApiCaller }> {
  const [member = { id: '', login: '' }] = await makeMembers(server, company, 1, `t${++number}x`)
  expect(await boss('PUT', `${base()}/administrators/${member.id}`, { grant })).toMatchObject({ status: 200 })
  return { ...member, call: await callerFor(server, member.login) }
}
const operations: GrantInput = { role: 'operations_admin', teamId: null }
const customRole = async (permissions: Permissions): Promise<GrantInput> => {
  const { body } = await boss('POST', `${base()}/roles`, { name: `Role ${++number}`, permissions, seesNames: true })
  return { role: 'custom', roleId: String(body['id']), teamId: null }
}
/** Makes a token and answers it with who calls through it. */
async function makeToken(by: ApiCaller, permissions: Permissions) {
  const { status, body } = await by('POST', '/me/tokens', { company: company.companyId, name: `Token ${++number}`, permissions, days: 30 })
  expect({ status, body }).toMatchObject({ status: 201 })
  const { id, token } = body as { id: string; token: string }
  return { id, token, through: callerByToken(server, token) }
}
const ownTokens = async (by: ApiCaller) => (await by('GET', '/me/tokens')).body['items'] as Token[]

describe('RE-1: API tokens', () => {
  it('RE-1: a token opens its menus in its company, at its level, and nothing else', async () => {
    const { token, through } = await makeToken(boss, { members: 'view', statistics: 'view' })
    expect(token).toMatch(/^mst_[\w-]{43}$/)
    expect(await through('GET', `${base()}/members`)).toMatchObject({ status: 200, body: { total: expect.any(Number) as number } })
    expect((await through('PUT', `${base()}/members/${company.admin.id}/suspension`)).code).toBe('token_forbidden')
    expect(await through('GET', `${base()}/audit`), 'not the role, the token').toMatchObject({
      status: 403,
      code: 'token_forbidden',
      details: { menus: ['audit'], level: 'view' },
    })
    expect((await through('GET', `/companies/${sibling.companyId}/members`)).code).toBe('not_found')
    expect((await through('GET', '/me')).body).toMatchObject({
      member: { id: company.admin.id },
      companies: [{ id: company.companyId, permissions: { members: 'view', statistics: 'view' }, role: 'custom' }],
    })
    // The numbers are those of the screen.
    expect((await through('GET', `${base()}/members/summary`)).body).toEqual((await boss('GET', `${base()}/members/summary`)).body)
  })

  it('RE-1, MB-8: no dangerous act and nothing that is the person’s own', async () => {
    const { through } = await makeToken(boss, { settings: 'view', members: 'manage' })
    const body = { company: company.companyId, name: 'Another', permissions: { members: 'view' }, days: 1 }
    for (const [method, path, asked] of [
      ['POST', '/me/tokens', body],
      ['GET', '/me/tokens', undefined],
      ['DELETE', '/me/connections', undefined],
      ['POST', `${base()}/roles`, { name: 'By token', permissions: { members: 'view' }, seesNames: true }],
    ] as const)
      expect((await through(method, path, asked)).code, path).toBe('token_refused')
  })

  it('P-3: through a token nobody acts on who may do more than it', async () => {
    const sub = await administrator({ role: 'sub_admin' })
    const helper = await administrator(await customRole({ audit: 'view' }))
    const { through } = await makeToken(boss, { members: 'manage' })
    for (const { id } of [sub, helper])
      expect((await through('PUT', `${base()}/members/${id}/suspension`)).code).toBe('not_allowed_on_superior')
    const [plain] = await makeMembers(server, company, 1, `t${++number}x`)
    expect((await through('PUT', `${base()}/members/${plain?.id}/suspension`)).status).toBe(200)
    const { body } = await boss('GET', `${base()}/audit?action=member.suspended&limit=1`)
    expect(body['items'], 'P-4: on record').toMatchObject([
      { actor: { id: company.admin.id, token: { name: `Token ${number - 1}` } }, subject: { id: plain?.id } },
    ])
  })

  it('RE-1, P-2: never more than its maker may do, when it is made and at each use', async () => {
    const helper = await administrator(await customRole({ members: 'manage', devices: 'view' }))
    const wanted = {
      company: company.companyId,
      name: 'Greedy',
      permissions: { members: 'manage', devices: 'manage', audit: 'view' },
      days: 1,
    }
    expect(await helper.call('POST', '/me/tokens', wanted)).toMatchObject({
      code: 'token_exceeds_role',
      details: { menus: ['devices', 'audit'] },
    })
    const { through } = await makeToken(helper.call, { members: 'manage', devices: 'view' })
    expect((await through('GET', `${base()}/devices?tab=mobile`)).status).toBe(200)
    const less = { grant: await customRole({ members: 'view' }) }
    expect((await boss('PUT', `${base()}/administrators/${helper.id}`, less)).status).toBe(200)
    await expect
      .poll(async () => (await through('GET', `${base()}/devices?tab=mobile`, undefined, node.url)).code, { timeout: 1_000 })
      .toBe('forbidden')
    expect((await through('PUT', `${base()}/members/${company.admin.id}/suspension`)).code).toBe('forbidden')
    expect((await through('GET', `${base()}/members`)).status).toBe(200)
    expect(await ownTokens(helper.call)).toMatchObject([
      { permissions: { members: 'manage', devices: 'view' }, effective: { members: 'view' } },
    ])
  })

  it('pitfall 36: through a token a role without names sees none', async () => {
    const { body } = await boss('POST', `${base()}/roles`, {
      name: 'Figures',
      permissions: { members: 'view', settings: 'view' },
      seesNames: false,
    })
    const analyst = await administrator({ role: 'custom', roleId: String(body['id']), teamId: null })
    const { through } = await makeToken(analyst.call, { members: 'view', settings: 'view' })
    expect((await through('GET', `${base()}/members`)).body).toMatchObject({ items: [], namesHidden: true })
    expect((await through('GET', `${base()}/tokens`)).code).toBe('names_hidden')
  })

  it('AU-6: a token is no activity', async () => {
    const helper = await administrator(operations)
    const { through } = await makeToken(helper.call, { members: 'view' })
    await through('GET', '/me')
    const { rows } = await server.database.owner.pool.query<{ fact: string }>('select fact from activity.calendar where member_id = $1', [
      helper.id,
    ])
    expect(rows.length, 'the sign-in to the console').toBeGreaterThan(0)
    const { body } = await boss('GET', `${base()}/members/${helper.id}/activity`)
    const { web } = body['signIns'] as { web: (number | null)[] }
    expect(web.at(-1), 'MB-2: nor is it a sign-in').toBe(1)
    const before = rows.length
    await helper.call('GET', '/me')
    const after = await server.database.owner.pool.query('select fact from activity.calendar where member_id = $1', [helper.id])
    expect(after.rows.length, 'a page of the console counts').toBeGreaterThan(before)
  })

  it('SX-3: what stands at rest is no token', async () => {
    const { id, token } = await makeToken(boss, { members: 'view' })
    const { rows } = await server.database.owner.pool.query<{ text: string }>(
      `select t::text as text from signin.token t where token_id = $1
       union all select a::text from signin.artifact a where connection_id = $1
       union all select e::text from audit.event e where subject_id = $1
       union all select r::text from api.request r`,
      [id],
    )
    expect(rows.length).toBeGreaterThan(2)
    for (const { text } of rows) expect(text).not.toContain(token.slice(tokenPrefix.length))
    expect(server.logged.join('')).not.toContain(token)
    expect((await callerByToken(server, `${token.slice(0, -1)}~`)('GET', '/me')).code).toBe('not_signed_in')
  })

  it('RE-1: the last use is noted, by the hour, and everybody of the settings sees it', async () => {
    const { id, through } = await makeToken(boss, { members: 'view' })
    const find = async () => ((await boss('GET', `${base()}/tokens`)).body['items'] as CompanyToken[]).find((one) => one.id === id)
    expect(await find()).toMatchObject({ lastUsed: null, ended: null, maker: { id: company.admin.id, login: company.admin.login } })
    await through('GET', '/me')
    const used = await find()
    expect(used?.lastUsed?.at).toBeDefined()
    await through('GET', '/me', undefined, node.url)
    expect((await find())?.lastUsed).toEqual(used?.lastUsed)
  })

  it('MB-11: it stands among its maker’s connections under its name', async () => {
    const helper = await administrator(operations)
    await makeToken(helper.call, { members: 'view' })
    const { body } = await helper.call('GET', '/me/connections')
    expect((body['items'] as { client: string }[]).find(({ client }) => client === 'api-token')).toMatchObject({
      appName: `Token ${number}`,
      method: 'token',
      ended: null,
    })
  })

  it('RE-1: names, days and number are held to', async () => {
    const helper = await administrator(operations)
    const ask = (fields: object) =>
      helper.call('POST', '/me/tokens', {
        company: company.companyId,
        name: 'Nightly',
        permissions: { members: 'view' },
        days: 1,
        ...fields,
      })
    expect((await ask({})).status).toBe(201)
    expect((await ask({})).code).toBe('name_taken')
    expect((await ask({ days: 366 })).details).toMatchObject({ issues: [{ path: 'days' }] })
    expect((await ask({ name: 'None', permissions: {} })).details).toMatchObject({
      issues: [{ path: 'permissions', message: 'at least one menu' }],
    })
    expect((await ask({ name: 'Far', company: sibling.companyId })).code).toBe('not_found')
  })
})

describe('SX-2: a token ends within 1 s, on every node', () => {
  type Made = { id: string; token: string; who: { id: string; login: string; call: ApiCaller } }
  const ways: Record<string, (made: Made) => Promise<unknown>> = {
    'its maker revokes it': ({ id, who }) => who.call('DELETE', `/me/tokens/${id}`),
    'an administrator revokes it': ({ id }) => boss('DELETE', `${base()}/tokens/${id}`),
    'its maker is suspended': ({ who }) => boss('PUT', `${base()}/members/${who.id}/suspension`),
    'its maker is logged out everywhere': ({ who }) => boss('DELETE', `${base()}/members/${who.id}/connections`),
    'its maker’s password is changed': ({ who }) => boss('PUT', `${base()}/members/${who.id}/password`, { password: 'another long one' }),
    'its maker changes the password': ({ who }) => who.call('PUT', '/me/password', { current: password, password: 'another long one' }),
    'its maker’s role is taken': ({ who }) => boss('DELETE', `${base()}/administrators/${who.id}`),
  }
  it.each(Object.entries(ways))('SX-2: %s', async (_, end) => {
    const who = await administrator(operations)
    const { id, token, through } = await makeToken(who.call, { members: 'view' })
    for (const at of [server.url, node.url]) expect((await through('GET', `${base()}/members`, undefined, at)).status).toBe(200)
    await end({ id, token, who })
    for (const at of [server.url, node.url])
      await expect
        .poll(async () => (await through('GET', `${base()}/members`, undefined, at)).code, { timeout: 1_000 })
        .toBe('not_signed_in')
  })

  it('RE-1: with another role it does not come back', async () => {
    const who = await administrator(operations)
    const { through } = await makeToken(who.call, { members: 'view' })
    await boss('DELETE', `${base()}/administrators/${who.id}`)
    await boss('PUT', `${base()}/administrators/${who.id}`, { grant: operations })
    expect((await through('GET', `${base()}/members`)).code).toBe('not_signed_in')
    expect(await ownTokens(await callerFor(server, who.login))).toMatchObject([{ ended: { reason: 'role_taken' }, effective: {} }])
  })

  it('RE-1: and when its days are over', async () => {
    const { id, through } = await makeToken(boss, { members: 'view' })
    await server.database.owner.pool.query('update signin.token set expires_at = now() where token_id = $1', [id])
    await server.database.owner.pool.query('update signin.artifact set expires_at = now() where connection_id = $1', [id])
    await expect.poll(async () => (await through('GET', '/me')).code, { timeout: 1_000 }).toBe('not_signed_in')
    expect((await ownTokens(boss)).find((one) => one.id === id)?.ended?.reason).toBe('expired')
  })
})
