import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { surfaces, type MemberDetail, type ServicePermission, type SuiteClient } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { beginFlow, Browser, callClient, signIn, signInToConsole, type Tokens } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { isPermitted } from './permission.rules.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
let at: string
let number = 0

beforeAll(async () => {
  server = await startTestServer()
  otherNode = (await server.anotherNode()).url
  company = await makeCompany(server)
  at = `/companies/${company.companyId}`
  boss = await callerFor(server, company.admin.login)
})
afterAll(() => server.stop())

const newMember = async () => (await makeMembers(server, company, 1, `p${++number}x`))[0] ?? { id: '', login: '' }
const newPermission = async (...allowed: string[]) =>
  String((await boss('POST', `${at}/service-permissions`, { name: `Template ${++number}`, surfaces: allowed })).body['id'])
const change = (id: string, ...allowed: string[]) =>
  boss('PUT', `${at}/service-permissions/${id}`, { name: `Template ${id}`, surfaces: allowed })
const assign = (member: string, permissionId: string | null) => boss('PUT', `${at}/members/${member}/service-permission`, { permissionId })
const setDefault = (permissionId: string | null) => boss('PUT', `${at}/default-service-permission`, { permissionId })
const setUserType = async (member: string, userTypeId: string | null) => {
  const { revision } = (await boss('GET', `${at}/members/${member}`)).body as unknown as MemberDetail
  const answer = await boss('PATCH', `${at}/members/${member}`, { revision, profile: { userTypeId } })
  expect(answer.status).toBe(200)
}
const newUserType = async (permissionId: string | null) =>
  String((await boss('POST', `${at}/user-types`, { name: `Type ${++number}`, permissionId })).body['id'])

const statusOn = async (node: string, tokens: Tokens) => (await callClient(node, tokens, 'POST', '/client/v1/activity', {})).status
/** Fills both nodes' caches, so that what is tested is that they are dropped. */
const works = async (tokens: Tokens) => {
  for (const node of [server.url, otherNode]) expect(await statusOn(node, tokens)).toBe(200)
}
/** SX-2: within a second, on both nodes. */
const diesSoon = async (tokens: Tokens) => {
  for (const node of [server.url, otherNode]) await expect.poll(() => statusOn(node, tokens), { timeout: 1_000, interval: 10 }).toBe(401)
}
const endings = async (member: string) =>
  (
    await server.database.owner.pool.query<{ surface: string; reason: string | null }>(
      'select surface, ended_reason as reason from sessions.connection where member_id = $1 order by surface',
      [member],
    )
  ).rows
const refusal = async (client: SuiteClient, login: string, secret = password) => {
  const browser = new Browser()
  const page = await browser.follow((await beginFlow(server.url, client)).start, () => false)
  const answer = await browser.submit('url' in page ? page.url : '', login, secret)
  return { status: answer.status, text: await answer.text() }
}

describe('SX-2: what a service permission forbids ends at once, and only that', () => {
  it('SX-2: by a change of the member’s own template', async () => {
    const member = await newMember()
    const permission = await newPermission(...surfaces)
    await assign(member.id, permission)
    const [mobile, web] = [
      await signIn(server.url, 'mobile', member.login, password),
      await signIn(server.url, 'web', member.login, password),
    ]
    await works(mobile)
    const stream = await callClient(otherNode, mobile, 'GET', '/client/v1/stream')
    const heard = stream.text()
    const began = performance.now()
    expect((await change(permission, 'web', 'pc')).body).toEqual({ signedOut: 1 })
    await diesSoon(mobile)
    expect(await heard, 'an open stream hears of it and is closed').toContain('signed_out')
    expect(performance.now() - began).toBeLessThan(1_000)
    await expect(openid.refreshTokenGrant(mobile.config, mobile.refresh ?? '')).rejects.toThrow()
    await works(web)
    expect(await endings(member.id)).toEqual([
      { surface: 'mobile', reason: 'permission_changed' },
      { surface: 'web', reason: null },
    ])
    await change(permission, ...surfaces)
    expect(await statusOn(server.url, mobile), 'what was ended does not come back').toBe(401)
  })

  it('SX-2: by the company’s default, for those who have none of their own; other companies go on', async () => {
    const [own, plain] = [await newMember(), await newMember()]
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: `s${company.domain}` })
    const [elsewhere] = await makeMembers(server, sibling, 1)
    await assign(own.id, await newPermission(...surfaces))
    const kept = await signIn(server.url, 'pc', own.login, password)
    const lost = await signIn(server.url, 'pc', plain.login, password)
    const other = await signIn(server.url, 'pc', elsewhere?.login ?? '', password)
    for (const tokens of [kept, lost, other]) await works(tokens)
    expect((await setDefault(await newPermission('web'))).body).toEqual({ signedOut: 1 })
    await diesSoon(lost)
    for (const tokens of [kept, other]) await works(tokens)
    await assign(own.id, null)
    await diesSoon(kept)
    expect((await setDefault(null)).body).toEqual({ signedOut: 0 })
  })

  it('SX-2: by user type: its template changes, it gets another, or the member another type', async () => {
    const member = await newMember()
    const [all, none] = [await newPermission(...surfaces), await newPermission()]
    const type = await newUserType(all)
    await setUserType(member.id, type)
    const first = await signIn(server.url, 'drive_explorer', member.login, password)
    await works(first)
    await change(all, 'mobile')
    await diesSoon(first)
    await change(all, ...surfaces)
    const second = await signIn(server.url, 'drive_explorer', member.login, password)
    await works(second)
    expect((await boss('PATCH', `${at}/user-types/${type}`, { permissionId: none })).status).toBe(200)
    await diesSoon(second)
    await setUserType(member.id, null)
    const third = await signIn(server.url, 'drive_explorer', member.login, password)
    await works(third)
    await setUserType(member.id, type)
    await diesSoon(third)
    await setUserType(member.id, null)
  })

  it('SX-2: by the member’s own assignment, which goes before type and default', async () => {
    const member = await newMember()
    const [webOnly, all] = [await newPermission('web'), await newPermission(...surfaces)]
    const tokens = await signIn(server.url, 'mobile', member.login, password)
    await works(tokens)
    expect((await assign(member.id, webOnly)).body).toEqual({ surfaces: ['web'], signedOut: 1 })
    await diesSoon(tokens)
    await setUserType(member.id, await newUserType(webOnly))
    expect((await assign(member.id, all)).body).toMatchObject({ surfaces: [...surfaces] })
    expect((await assign(member.id, null)).body).toMatchObject({ surfaces: ['web'] })
  })

  it('SX-2: a sign-in racing the change is ended by it or refused; nothing outlives it', async () => {
    const permission = await newPermission(...surfaces)
    const members = await makeMembers(server, company, 8, `race${++number}x`)
    for (const { id } of members) await assign(id, permission)
    const [, ...attempts] = await Promise.allSettled([
      change(permission, 'web'),
      ...members.map(({ login }) => signIn(server.url, 'mobile', login, password)),
    ])
    for (const attempt of attempts) if (attempt.status === 'fulfilled') await diesSoon(attempt.value as Tokens)
    const { rows } = await server.database.owner.pool.query(
      `select 1 from sessions.connection where surface = 'mobile' and ended_at is null and member_id = any ($1)`,
      [members.map((m) => m.id)],
    )
    expect(rows).toEqual([])
  })
})

describe('signing in to what is not permitted', () => {
  it('SX-4: the page says so, but only after the right password; what is permitted works', async () => {
    const member = await newMember()
    await assign(member.id, await newPermission('pc'))
    const right = await refusal('mobile', member.login)
    expect([right.status, right.text]).toEqual([403, expect.stringContaining('does not permit this app')])
    const wrong = await refusal('mobile', member.login, 'wrong password')
    expect([wrong.status, wrong.text]).toEqual([401, expect.not.stringContaining('permit this app')])
    await works(await signIn(server.url, 'pc', member.login, password))
  })

  it('SX-2: single sign-on leads into no app that is forbidden', async () => {
    const member = await newMember()
    const permission = await newPermission('web', 'pc')
    await assign(member.id, permission)
    const browser = new Browser()
    await signIn(server.url, 'web', member.login, password, browser)
    await signIn(server.url, 'pc', member.login, password, browser)
    await change(permission, 'web')
    await expect(signIn(server.url, 'pc', member.login, password, browser)).rejects.toThrow()
    expect((await endings(member.id)).filter((c) => c.surface === 'pc')).toEqual([{ surface: 'pc', reason: 'permission_changed' }])
  })

  it('the console stays open, also where the web is forbidden', async () => {
    const member = await newMember()
    const none = await newPermission()
    await boss('PUT', `${at}/administrators/${member.id}`, { grant: { role: 'sub_admin' } })
    const admin = await callerFor(server, member.login)
    expect((await assign(member.id, none)).body).toEqual({ surfaces: [], signedOut: 0 })
    for (const node of [undefined, otherNode]) expect((await admin('GET', `${at}/service-permissions`, undefined, node)).status).toBe(200)
    await signInToConsole(server.url, member.login, password)
    expect((await refusal('web', member.login)).status).toBe(403)
    expect(isPermitted([], 'web', 'console')).toBe(true)
    expect(isPermitted([], 'web', 'web')).toBe(false)
    expect(isPermitted(['mobile'], 'mobile', 'mobile')).toBe(true)
  })
})

describe('templates', () => {
  it('P-2: a role over the settings alone sees and changes them, and those of user types', async () => {
    const who = await newMember()
    const role = await boss('POST', `${at}/roles`, { name: 'Settings', permissions: { settings: 'manage' }, seesNames: false })
    await boss('PUT', `${at}/administrators/${who.id}`, { grant: { role: 'custom', roleId: role.body['id'], teamId: null } })
    const [permission, type] = [await newPermission('web'), await newUserType(null)]
    const settings = await callerFor(server, who.login)
    for (const path of ['service-permissions', 'user-types']) expect((await settings('GET', `${at}/${path}`)).status, path).toBe(200)
    const given = await settings('PUT', `${at}/user-types/${type}/service-permission`, { permissionId: permission })
    expect(given.body).toEqual({ signedOut: 0 })
    expect((await settings('PATCH', `${at}/user-types/${type}`, { permissionId: null })).code).toBe('forbidden')
    await settings('PUT', `${at}/user-types/${type}/service-permission`, { permissionId: null })
  })

  const list = async () => (await boss('GET', `${at}/service-permissions`)).body['items'] as ServicePermission[]

  it('P-4: one that is a member’s, a user type’s or the default stays; else it goes', async () => {
    const member = await newMember()
    const permission = await newPermission('web', 'mobile')
    const remove = () => boss('DELETE', `${at}/service-permissions/${permission}`)
    await assign(member.id, permission)
    expect(await remove()).toMatchObject({ code: 'still_in_use', details: { members: 1, userTypes: 0, isDefault: false } })
    await assign(member.id, null)
    const type = await newUserType(permission)
    expect(await remove()).toMatchObject({ code: 'still_in_use', details: { members: 0, userTypes: 1 } })
    expect((await list()).find((p) => p.id === permission)).toMatchObject({ surfaces: ['mobile', 'web'], userTypes: [{ id: type }] })
    expect((await boss('PUT', `${at}/user-types/${type}/service-permission`, { permissionId: null })).status).toBe(200)
    await setDefault(permission)
    expect(await remove()).toMatchObject({ code: 'still_in_use', details: { isDefault: true } })
    await setDefault(null)
    expect((await remove()).status).toBe(200)
    expect((await remove()).code).toBe('not_found')
    const { rows } = await server.database.owner.pool.query<{ action: string }>(
      `select action from audit.event where company_id = $1 and subject_id = $2 order by event_id`,
      [company.companyId, permission],
    )
    expect(rows.map((r) => r.action)).toEqual([
      'service_permission.created',
      'service_permission.default_set',
      'service_permission.deleted',
    ])
  })

  it('names are one company’s own; foreign templates and members are not found', async () => {
    const foreign = await makeCompany(server)
    const other = await callerFor(server, foreign.admin.login)
    const made = await other('POST', `/companies/${foreign.companyId}/service-permissions`, { name: 'Theirs', surfaces: ['web'] })
    const theirs = String(made.body['id'])
    const member = await newMember()
    await boss('POST', `${at}/service-permissions`, { name: 'Ours', surfaces: ['web'] })
    expect((await boss('POST', `${at}/service-permissions`, { name: 'Ours', surfaces: [] })).code).toBe('name_taken')
    expect((await boss('POST', `${at}/service-permissions`, { name: 'X', surfaces: ['fax'] })).code).toBe('input_invalid')
    expect((await assign(member.id, theirs)).code).toBe('not_found')
    expect((await setDefault(theirs)).code).toBe('not_found')
    expect((await change(theirs, 'web')).code).toBe('not_found')
    expect((await assign(foreign.admin.id, null)).code).toBe('not_found')
    expect((await assign(company.admin.id, null)).code).toBe('own_account')
  })
})

describe('P-3: user types carry service permissions', () => {
  it('pitfall 28: who manages members only sets none for a user type, nor another user type for themselves', async () => {
    const hr = await newMember()
    const role = await boss('POST', `${at}/roles`, { name: 'HR', permissions: { members: 'manage' }, seesNames: true })
    await boss('PUT', `${at}/administrators/${hr.id}`, { grant: { role: 'custom', roleId: role.body['id'] } })
    const their = await callerFor(server, hr.login)
    const none = await newPermission()
    const type = await newUserType(null)
    expect(await their('PATCH', `${at}/user-types/${type}`, { permissionId: none })).toMatchObject({ status: 403, code: 'forbidden' })
    expect(await their('POST', `${at}/user-types`, { name: 'Shut out', permissionId: none })).toMatchObject({ code: 'forbidden' })
    expect((await their('PATCH', `${at}/user-types/${type}`, { name: 'Renamed', permissionId: null })).status).toBe(200)
    expect((await boss('PATCH', `${at}/user-types/${type}`, { permissionId: none })).status).toBe(200)
    const { revision } = (await their('GET', `${at}/members/${hr.id}`)).body as unknown as MemberDetail
    const own = (profile: object) => their('PATCH', `${at}/members/${hr.id}`, { revision, profile })
    expect(await own({ userTypeId: type })).toMatchObject({ code: 'own_account' })
    expect((await own({ nickname: 'Me', userTypeId: null })).status).toBe(200)
  })
})

describe('for very many', () => {
  it('SX-2: one statement ends the connections of thousands of members', async () => {
    const many = await makeCompany(server)
    const admin = await callerFor(server, many.admin.login)
    const path = `/companies/${many.companyId}`
    const made = await admin('POST', `${path}/service-permissions`, { name: 'All', surfaces: [...surfaces] })
    const permission = String(made.body['id'])
    await admin('PUT', `${path}/default-service-permission`, { permissionId: permission })
    await server.database.owner.pool.query(
      `with people as (
         insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at)
         select $1, gen_random_uuid(), $2, 'bulk' || i, 'Bulk ' || i, 'en', 'admin', now() from generate_series(1, 4000) i returning member_id
       )
       insert into sessions.connection (tenant_id, connection_id, member_id, company_id, surface, client_id, method, created_at)
       select $1, gen_random_uuid(), member_id, $2, s, s, 'password', now() from people, unnest(array['mobile', 'pc']) s`,
      [many.tenant, many.companyId],
    )
    await server.database.owner.pool.query('analyze members.member; analyze sessions.connection')
    const answer = await admin('PUT', `${path}/service-permissions/${permission}`, { name: 'No phones', surfaces: ['pc', 'web'] })
    expect(answer.body).toEqual({ signedOut: 4_000 })
  }, 60_000)
})
