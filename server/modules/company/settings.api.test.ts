import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { corePlans, type Me, type Settings } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { signInToConsole } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { languagesOk, mayChangePlan } from './settings.rules.ts'

let server: TestServer
let otherNode: string
let company: TestCompany
let boss: ApiCaller
let at: string

beforeAll(async () => {
  server = await startTestServer()
  otherNode = (await server.anotherNode()).url
})
afterAll(() => server.stop())
beforeEach(async () => {
  company = await makeCompany(server, { zone: 'Asia/Seoul' })
  at = `/companies/${company.companyId}/settings`
  boss = await callerFor(server, company.admin.login)
})

const get = async () => (await boss('GET', at)).body as unknown as Settings
const change = (revision: number, settings: object, by = boss, node?: string) => by('PATCH', at, { revision, settings }, node)
const lastEvent = async () =>
  (
    await server.database.owner.pool.query<{ action: string; before: unknown; after: unknown }>(
      'select action, before, after from audit.event where company_id = $1 order by event_id desc limit 1',
      [company.companyId],
    )
  ).rows[0]

async function withRole(settings: 'view' | 'manage'): Promise<ApiCaller> {
  const [member] = await makeMembers(server, company, 1, `s${settings}`)
  const role = await boss('POST', `/companies/${company.companyId}/roles`, { name: settings, permissions: { settings }, seesNames: true })
  await boss('PUT', `/companies/${company.companyId}/administrators/${member?.id}`, { grant: { role: 'custom', roleId: role.body['id'] } })
  return callerFor(server, member?.login ?? '')
}

describe('company settings', () => {
  it('P-4: change what is given, and nothing else; the audit log has before and after of what differs', async () => {
    const before = await get()
    const { status, body } = await change(before.revision, {
      name: 'Renamed',
      allowCreationLink: false,
      newMembersSearchable: true,
      languages: ['ja', 'en'],
    })
    expect([status, body]).toEqual([200, { revision: before.revision + 1 }])
    expect(await get()).toEqual({
      ...before,
      revision: before.revision + 1,
      name: 'Renamed',
      allowCreationLink: false,
      languages: ['en', 'ja'],
    })
    expect(await lastEvent()).toEqual({
      action: 'company.settings_changed',
      before: { name: 'Test company', allowCreationLink: true, languages: ['en', 'ko', 'ja'] },
      after: { name: 'Renamed', allowCreationLink: false, languages: ['en', 'ja'] },
    })
    expect((await change(before.revision + 1, { name: 'Renamed' })).body, 'nothing differs').toEqual({ revision: before.revision + 1 })
  })

  it('of two who change what they both read one is refused, also at once', async () => {
    const { revision } = await get()
    const answers = await Promise.all([change(revision, { name: 'One' }), change(revision, { name: 'Two' }, boss, otherNode)])
    expect(answers.map((a) => a.code ?? 'done').toSorted()).toEqual(['changed_meanwhile', 'done'])
    expect((await change(revision, { name: 'Three' })).details).toEqual({ revision: revision + 1 })
  })

  it('RE-2: the company’s own language is among those offered', async () => {
    const { revision } = await get()
    expect(languagesOk('ko', ['en', 'ja'])).toBe(false)
    expect((await change(revision, { locale: 'ko', languages: ['en', 'ja'] })).details).toEqual({
      issues: [{ path: 'languages', message: 'has the company’s own language' }],
    })
    expect((await change(revision, { languages: [] })).code).toBe('input_invalid')
    expect((await change(revision, { locale: 'ko', languages: ['ko'] })).status).toBe(200)
  })

  it('P-2: who may only view changes nothing', async () => {
    const viewer = await withRole('view')
    const { revision } = await get()
    expect((await viewer('GET', at)).status).toBe(200)
    expect((await change(revision, { name: 'X' }, viewer)).code).toBe('forbidden')
    expect((await viewer('POST', `${at}/domains`, { domain: 'x.example' })).code).toBe('forbidden')
  })
})

describe('P-1: the plan', () => {
  it.each(corePlans)('P-1: Core %s: /me says what is open, on both nodes', async (core) => {
    const { revision } = await get()
    const set = await change(revision, { plan: { core, drive: false, approval: false } })
    expect(set.status).toBe(200)
    for (const node of [undefined, otherNode]) {
      const me = (await boss('GET', '/me', undefined, node)).body as unknown as Me
      expect(me.companies[0]?.pages).toEqual({
        activeUsers: { open: true },
        installation: { open: core !== 'none' },
        devices: { open: ['lite', 'standard', 'standard_plus', 'trial'].includes(core) },
      })
    }
  })

  it('P-1, P-2: is the Super Admin’s to change', async () => {
    expect((['super_admin', 'sub_admin', 'operations_admin', 'custom'] as const).filter(mayChangePlan)).toEqual(['super_admin'])
    const manager = await withRole('manage')
    const { revision, plan } = await get()
    expect((await manager('GET', at)).body['mayChangePlan']).toBe(false)
    expect((await change(revision, { plan: { ...plan, core: 'free' } }, manager)).code).toBe('forbidden')
    expect((await change(revision, { name: 'By the manager' }, manager)).status).toBe(200)
  })
})

describe('domains', () => {
  it('an alias domain is added and removed; members sign in with it as well', async () => {
    const domain = `alias-${company.domain}`
    expect((await boss('POST', `${at}/domains`, { domain: domain.toUpperCase() })).status).toBe(201)
    expect((await get()).domains).toEqual([
      { domain: company.domain, isPrimary: true },
      { domain, isPrimary: false },
    ])
    const login = company.admin.login.replace(company.domain, domain)
    await signInToConsole(server.url, login, password)
    expect(((await boss('GET', '/me')).body as unknown as Me).member.login, 'IDs are shown with the primary one').toBe(company.admin.login)
    expect((await boss('DELETE', `${at}/domains/${domain}`)).status).toBe(200)
    await expect(signInToConsole(server.url, login, password)).rejects.toThrow('401')
    expect((await lastEvent())?.action).toBe('company.domain_removed')
  })

  it('the primary domain stays; a domain is one company’s; unknown and foreign ones are not found', async () => {
    const foreign = await makeCompany(server)
    expect((await boss('DELETE', `${at}/domains/${company.domain}`)).code).toBe('domain_primary')
    expect((await boss('DELETE', `${at}/domains/${foreign.domain}`)).code).toBe('not_found')
    for (const domain of [foreign.domain, company.domain])
      expect((await boss('POST', `${at}/domains`, { domain })).code).toBe('domain_taken')
    const contested = `both-${company.domain}`
    const other = await callerFor(server, foreign.admin.login)
    const answers = await Promise.all([
      boss('POST', `${at}/domains`, { domain: contested }),
      other('POST', `/companies/${foreign.companyId}/settings/domains`, { domain: contested }, otherNode),
    ])
    expect(answers.map((a) => a.code ?? 'done').toSorted()).toEqual(['domain_taken', 'done'])
  })
})

describe('T-3: the time zone', () => {
  it('T-3: says beforehand and afterwards when a change takes effect, until it is withdrawn', async () => {
    const preview = (await boss('GET', `${at}/time-zone/preview?zone=America/Los_Angeles`)).body
    expect((await get()).zoneChange).toBeNull()
    expect((await boss('PUT', `${at}/time-zone`, { zone: 'America/Los_Angeles' })).body).toEqual(preview)
    expect(await get()).toMatchObject({ zone: 'Asia/Seoul', zoneChange: preview })
    await boss('PUT', `${at}/time-zone`, { zone: 'Asia/Seoul' })
    expect((await get()).zoneChange).toBeNull()
  })
})
