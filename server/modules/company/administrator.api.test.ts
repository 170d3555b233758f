import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Administrator, Permissions, ReceivedDelegation } from '@muster/contract'
import { createTeam } from '#modules/members'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
let at: string
let rounds = 0

beforeAll(async () => {
  server = await startTestServer()
  otherNode = (await server.anotherNode()).url
})
afterAll(() => server.stop())
beforeEach(async () => {
  company = await makeCompany(server)
  at = `/companies/${company.companyId}`
  boss = await callerFor(server, company.admin.login)
})

/** A member who has signed in, so that they are in use, with the calls they make. */
async function newMember(): Promise<{ id: string; login: string; call: ApiCaller }> {
  const [member] = await makeMembers(server, company, 1, `m${++rounds}x`)
  if (!member) throw new Error('no member')
  return { ...member, call: await callerFor(server, member.login) }
}

async function newRole(permissions: Permissions, seesNames = true): Promise<string> {
  const made = await boss('POST', `${at}/roles`, { name: `Role ${++rounds}`, permissions, seesNames })
  expect(made.status).toBe(201)
  return String(made.body['id'])
}

const appoint = (id: string, grant: object, by = boss) => by('PUT', `${at}/administrators/${id}`, { grant })
const list = async (by = boss) => (await by('GET', `${at}/administrators`)).body['items'] as Administrator[]
const events = async () =>
  (
    await server.database.owner.pool.query<{ action: string }>('select action from audit.event where company_id = $1 order by event_id', [
      company.companyId,
    ])
  ).rows.map((r) => r.action)
/** SX-2: within a second, on both nodes. */
const soon = async (by: ApiCaller, path: string, code: string | null) => {
  for (const node of [undefined, otherNode])
    await expect.poll(async () => (await by('GET', `${at}${path}`, undefined, node)).code, { timeout: 1_000, interval: 10 }).toBe(code)
}
const holders = async () =>
  (
    await server.database.owner.pool.query<{ member_id: string; role: string }>(
      'select member_id, role from company.administrator where company_id = $1',
      [company.companyId],
    )
  ).rows
const superAdmins = async () => (await holders()).filter((h) => h.role === 'super_admin').map((h) => h.member_id)

describe('P-2: administrators', () => {
  it('P-2, P-4: appoint, change, take away; each holds within a second, on every node', async () => {
    const { id, call } = await newMember()
    const role = await newRole({ audit: 'view', settings: 'view' })
    await soon(call, '/administrators', 'not_found')
    expect((await appoint(id, { role: 'custom', roleId: role })).body).toEqual({ role: 'custom' })
    await soon(call, '/administrators', null)
    expect(await list()).toMatchObject([
      { memberId: company.admin.id, role: 'super_admin', blockedBy: 'own_account' },
      { memberId: id, role: 'custom', customRole: { id: role }, team: null, state: 'in_use', blockedBy: null },
    ])
    expect((await appoint(id, { role: 'operations_admin' })).status).toBe(200)
    await soon(call, '/administrators', 'forbidden')
    expect((await boss('DELETE', `${at}/administrators/${id}`)).status).toBe(200)
    await soon(call, '/administrators', 'not_found')
    expect((await call('GET', '/me')).body['companies']).toEqual([])
    expect((await events()).filter((action) => action.startsWith('administrator.'))).toEqual([
      'administrator.appointed',
      'administrator.appointed',
      'administrator.changed',
      'administrator.dismissed',
    ])
  })

  it('P-2, P-3: only the Super Admin grants; nobody their own role, nor the Super Admin’s', async () => {
    const [sub, custom, plain] = [await newMember(), await newMember(), await newMember()]
    const role = await newRole({ settings: 'manage', members: 'manage' })
    await appoint(sub.id, { role: 'sub_admin' })
    await appoint(custom.id, { role: 'custom', roleId: role })
    for (const by of [sub, custom]) {
      expect((await appoint(plain.id, { role: 'sub_admin' }, by.call)).code).toBe('forbidden')
      expect((await appoint(by.id, { role: 'sub_admin' }, by.call)).code).toBe('forbidden')
      expect((await by.call('DELETE', `${at}/administrators/${company.admin.id}`)).code).toBe('forbidden')
      expect((await by.call('POST', `${at}/roles`, { name: 'X', permissions: { audit: 'view' }, seesNames: true })).code).toBe('forbidden')
      expect((await by.call('PUT', `${at}/delegation`, { member: by.id })).code).toBe('forbidden')
    }
    expect((await list(custom.call)).map((a) => a.blockedBy)).toEqual(['not_allowed_on_superior', 'not_allowed_on_superior', 'own_account'])
    expect((await appoint(company.admin.id, { role: 'sub_admin' })).code).toBe('own_account')
    expect((await boss('DELETE', `${at}/administrators/${company.admin.id}`)).code).toBe('own_account')
    expect((await appoint(plain.id, { role: 'super_admin' })).code).toBe('input_invalid')
    expect(await superAdmins()).toEqual([company.admin.id])
  })

  it('P-2: who is not there, elsewhere or suspended is not appointed', async () => {
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: `s${company.domain}` })
    const foreign = await makeCompany(server)
    for (const id of [sibling.admin.id, foreign.admin.id, crypto.randomUUID()])
      expect((await appoint(id, { role: 'sub_admin' })).code).toBe('not_found')
    const { id } = await newMember()
    await boss('PUT', `${at}/members/${id}/suspension`)
    expect((await appoint(id, { role: 'sub_admin' })).code).toBe('member_state')
    expect((await boss('DELETE', `${at}/administrators/${id}`)).code).toBe('not_found')
  })

  it('P-2: a role is limited to a team of the company, which then stays', async () => {
    const foreign = await makeCompany(server)
    const team = await server.as(company.tenant, (ctx) => createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'Seoul' }))
    const elsewhere = await server.as(foreign.tenant, (ctx) =>
      createTeam(ctx, { companyId: foreign.companyId, parentId: null, name: 'Busan' }),
    )
    const { id, call } = await newMember()
    const role = await newRole({ members: 'manage', settings: 'manage', audit: 'view' })
    expect((await appoint(id, { role: 'custom', roleId: role, teamId: elsewhere })).code).toBe('not_found')
    expect((await appoint(id, { role: 'custom', roleId: crypto.randomUUID() })).code).toBe('not_found')
    expect((await appoint(id, { role: 'custom', roleId: role, teamId: team })).status).toBe(200)
    expect((await list()).at(-1)).toMatchObject({ team: { id: team, name: 'Seoul' } })
    expect((await boss('DELETE', `${at}/teams/${team}`)).code).toBe('still_in_use')
    expect((await call('GET', `${at}/administrators`)).code, 'settings are the whole company’s').toBe('forbidden')
    const me = (await call('GET', '/me')).body as { companies: { permissions: Permissions; teamId: string }[] }
    expect(me.companies[0]).toMatchObject({ permissions: { members: 'manage' }, teamId: team })
  })

  it('pitfall 36: a role that sees no names sees no administrators', async () => {
    const { id, call } = await newMember()
    await appoint(id, { role: 'custom', roleId: await newRole({ settings: 'view' }, false) })
    expect((await call('GET', `${at}/administrators`)).code).toBe('names_hidden')
    expect((await call('GET', `${at}/delegation`)).code).toBe('names_hidden')
    expect((await call('GET', `${at}/roles`)).status).toBe(200)
  })

  it('pitfall 11: pages of administrators make the whole list, no one twice', async () => {
    const members = await makeMembers(server, company, 7, `page${++rounds}x`)
    for (const { id } of members) await appoint(id, { role: 'operations_admin' })
    const seen: string[] = []
    let next: string | null = ''
    while (next !== null) {
      const page = await boss('GET', `${at}/administrators?limit=3${next ? `&cursor=${next}` : ''}`)
      expect(page.body['total']).toBe(8)
      seen.push(...(page.body['items'] as Administrator[]).map((a) => a.memberId))
      next = page.body['next'] as string | null
    }
    expect(seen[0]).toBe(company.admin.id)
    expect(seen.toSorted()).toEqual([company.admin.id, ...members.map((m) => m.id)].toSorted())
    expect((await boss('GET', `${at}/administrators?cursor=bm90IG91cnM`)).code).toBe('input_invalid')
    for (const since of ['2026-99-99', '-200000-01-01T00:00:00Z', '2026-02-30T00:00:00Z']) {
      const madeUp = Buffer.from(JSON.stringify([false, since, crypto.randomUUID()])).toString('base64url')
      expect((await boss('GET', `${at}/administrators?cursor=${madeUp}`)).code, since).toBe('input_invalid')
    }
  })
})

describe('P-2: custom roles', () => {
  it('P-2: create, change, delete; a change holds at once for who has it; one in use stays', async () => {
    const { id, call } = await newMember()
    const role = await newRole({ settings: 'view' })
    await appoint(id, { role: 'custom', roleId: role })
    expect((await call('GET', `${at}/roles`, undefined, otherNode)).status).toBe(200)
    expect((await boss('DELETE', `${at}/roles/${role}`)).code).toBe('still_in_use')
    const change = { name: 'Reader', permissions: { members: 'view' }, seesNames: true }
    expect((await boss('PUT', `${at}/roles/${role}`, change)).status).toBe(200)
    await soon(call, '/roles', 'forbidden')
    expect((await boss('POST', `${at}/roles`, change)).code).toBe('name_taken')
    expect((await boss('POST', `${at}/roles`, { ...change, name: 'Nothing', permissions: {} })).code).toBe('input_invalid')
    expect((await boss('PUT', `${at}/roles/${crypto.randomUUID()}`, { ...change, name: 'Y' })).code).toBe('not_found')
    await boss('DELETE', `${at}/administrators/${id}`)
    expect((await boss('DELETE', `${at}/roles/${role}`)).status).toBe(200)
    expect((await boss('GET', `${at}/roles`)).body).toMatchObject({ items: [], total: 0 })
    expect((await events()).filter((action) => action.startsWith('role.'))).toEqual(['role.created', 'role.updated', 'role.deleted'])
  })

  it('P-2: a role being given and deleted at once is either given or deleted', async () => {
    for (let i = 0; i < 5; i++) {
      const { id } = await newMember()
      const role = await newRole({ audit: 'view' })
      const [given, deleted] = await Promise.all([
        appoint(id, { role: 'custom', roleId: role }),
        boss('DELETE', `${at}/roles/${role}`, undefined, otherNode),
      ])
      expect([
        [null, 'still_in_use'],
        ['not_found', null],
      ]).toContainEqual([given.code, deleted.code])
    }
  })
})

describe('P-2, P-3: handing the Super Admin’s role on', () => {
  const offer = (id: string) => boss('PUT', `${at}/delegation`, { member: id })
  const accept = (by: ApiCaller, node?: string) => by('POST', `/me/delegations/${company.companyId}/acceptance`, {}, node)

  it('P-2: offered, accepted under the receiver’s own sign-in; the giver becomes Sub Admin at once', async () => {
    const { id, call, login } = await newMember()
    expect((await call('GET', '/me/delegations')).body['items']).toEqual([])
    expect((await offer(id)).status).toBe(200)
    expect((await boss('GET', `${at}/delegation`)).body).toMatchObject({ delegation: { to: { id, login } } })
    const received = (await call('GET', '/me/delegations')).body['items'] as ReceivedDelegation[]
    expect(received).toMatchObject([{ company: { id: company.companyId, zone: 'Asia/Seoul' }, from: { login: company.admin.login } }])
    expect((await accept(call)).status).toBe(200)
    expect(await superAdmins()).toEqual([id])
    await soon(call, '/administrators', null)
    for (const node of [undefined, otherNode])
      expect((await boss('POST', `${at}/roles`, { name: 'X', permissions: { audit: 'view' }, seesNames: true }, node)).code).toBe(
        'forbidden',
      )
    expect((await accept(call)).code).toBe('offer_over')
    expect((await events()).slice(-3)).toEqual(['delegation.offered', 'delegation.accepted', 'administrator.changed'])
  })

  it('P-2: one offer a company; declined or withdrawn it is over', async () => {
    const [first, second] = [await newMember(), await newMember()]
    await offer(first.id)
    expect((await offer(first.id)).status, 'the same one again').toBe(200)
    expect((await offer(second.id)).code).toBe('offer_open')
    expect((await accept(second.call)).code).toBe('offer_over')
    expect((await second.call('DELETE', `/me/delegations/${company.companyId}`)).code).toBe('offer_over')
    expect((await first.call('DELETE', `/me/delegations/${company.companyId}`)).status).toBe(200)
    expect((await accept(first.call)).code).toBe('offer_over')
    await offer(second.id)
    expect((await boss('DELETE', `${at}/delegation`)).status).toBe(200)
    expect((await boss('DELETE', `${at}/delegation`)).code).toBe('offer_over')
    expect((await accept(second.call)).code).toBe('offer_over')
    expect(await superAdmins()).toEqual([company.admin.id])
  })

  it('P-2: only to an active member of the company, who is checked again at acceptance; an expired offer is over', async () => {
    const [pending] = await makeMembers(server, company, 1, `pending${++rounds}`)
    const sibling = await makeCompany(server, { tenant: company.tenant, domain: `s${company.domain}` })
    const { id, call } = await newMember()
    expect((await offer(pending?.id ?? '')).code).toBe('member_state')
    expect((await offer(sibling.admin.id)).code).toBe('not_found')
    expect((await offer(company.admin.id)).code).toBe('own_account')
    await offer(id)
    await server.database.owner.pool.query(
      `update company.delegation set offered_at = now() - interval '7 days 1 second' where company_id = $1`,
      [company.companyId],
    )
    expect((await call('GET', '/me/delegations')).body['items']).toEqual([])
    expect((await boss('GET', `${at}/delegation`)).body).toEqual({ delegation: null })
    expect((await accept(call)).code).toBe('offer_over')
    expect((await offer(id)).status, 'an expired offer is no longer open').toBe(200)
    await server.database.owner.pool.query('update members.member set activates_at = now() + interval $$1 hour$$ where member_id = $1', [
      id,
    ])
    expect(['offer_over', 'not_signed_in']).toContain((await accept(call)).code)
    expect(await superAdmins()).toEqual([company.admin.id])
  })

  it('P-3, pitfall 28: whoever acts at the same time, on whichever node, there is one Super Admin before and after', async () => {
    for (let i = 0; i < 8; i++) {
      company = await makeCompany(server)
      at = `/companies/${company.companyId}`
      boss = await callerFor(server, company.admin.login)
      const { id, call } = await newMember()
      await appoint(id, { role: 'sub_admin' })
      await offer(id)
      const answers = await Promise.all([
        accept(call),
        boss('DELETE', `${at}/administrators/${id}`, undefined, otherNode),
        call('PUT', `${at}/administrators/${company.admin.id}`, { grant: { role: 'operations_admin' } }),
        i % 2 ? boss('DELETE', `${at}/delegation`, undefined, otherNode) : accept(call, otherNode),
        boss('PUT', `${at}/administrators/${id}`, { grant: { role: 'operations_admin' } }),
        call('DELETE', `${at}/administrators/${company.admin.id}`, undefined, otherNode),
      ])
      expect(answers.map((a) => a.code)).not.toContain('internal')
      const one = await superAdmins()
      expect(one).toHaveLength(1)
      expect([company.admin.id, id]).toContain(one[0])
    }
  })

  it('pitfall 28: the database itself refuses a second Super Admin', async () => {
    const { id } = await newMember()
    await expect(
      server.database.owner.pool.query(`insert into company.administrator values ($1, $2, $3, 'super_admin', now())`, [
        company.tenant,
        company.companyId,
        id,
      ]),
    ).rejects.toThrow('one_super_admin')
  })
})
