import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InstallationList, InstallationSummary, InstallationTeamCount, Team } from '@muster/contract'
import { callerFor, type ApiCaller } from '../../../test/api.ts'
import { Browser, callClient, signIn } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { addTeamMembers, createTeam } from '../members/index.ts'

let server: TestServer
let company: TestCompany
let boss: ApiCaller
let at: string
let team: { top: string; sub: string; other: string }
let people: { id: string; login: string }[]

beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  boss = await callerFor(server, company.admin.login)
  at = `/companies/${company.companyId}/installation`
  people = await makeMembers(server, company, 7, 'i')
  const { companyId } = company
  team = await server.as(company.tenant, async (ctx) => {
    const top = await createTeam(ctx, { companyId, parentId: null, name: 'Top' })
    const sub = await createTeam(ctx, { companyId, parentId: top, name: 'Sub' })
    const other = await createTeam(ctx, { companyId, parentId: null, name: 'Other' })
    await addTeamMembers(ctx, companyId, top, [idOf(0), idOf(1)])
    await addTeamMembers(ctx, companyId, sub, [idOf(1), idOf(2)])
    await addTeamMembers(ctx, companyId, other, [idOf(3)])
    return { top, sub, other }
  })
  await server.database.owner.pool.query(`update members.member set personal_email = login || '@mail.example' where member_id = any ($1)`, [
    people.slice(0, 4).map((p) => p.id),
  ])
})
afterAll(() => server.stop())

const idOf = (n: number) => people[n]?.id ?? ''
const loginOf = (n: number) => people[n]?.login ?? ''
const list = async (query = '', caller = boss) => (await caller('GET', `${at}/members?${query}`)).body as unknown as InstallationList
const total = async (query: string, caller = boss) => (await caller('GET', `${at}/members/count?${query}`)).body['total']
const summary = async (query = '', caller = boss) => (await caller('GET', `${at}/summary?${query}`)).body as unknown as InstallationSummary
const teams = async (caller = boss) => (await caller('GET', `${at}/teams`)).body['items'] as Team[]
const counts = async (query = '', caller = boss) =>
  (await caller('GET', `${at}/teams/counts?${query}`)).body['items'] as InstallationTeamCount[]
const names = ({ items }: InstallationList) => items.map(({ login }) => login.split('@')[0])

/** Signs an app in and reports its device. */
async function use(n: number, client: 'mobile' | 'pc', model: string): Promise<void> {
  const tokens = await signIn(server.url, client, loginOf(n), password, new Browser())
  const report = { vendorId: `v-${n}-${model}`, model, os: client === 'pc' ? 'windows' : 'ios', osVersion: '26', appVersion: '4.0.0' }
  expect((await callClient(server.url, tokens, 'PUT', '/client/v1/device', report)).status).toBe(200)
}

/** An administrator of a custom role. */
async function administrator(role: { names?: boolean; team?: string }): Promise<ApiCaller> {
  const [who] = await makeMembers(server, company, 1, `admin${crypto.randomUUID().slice(0, 8)}`)
  const { pool } = server.database.owner
  const roleId = crypto.randomUUID()
  await pool.query('insert into company.role values ($1, $2, $3, $4, $5, $6, now())', [
    company.tenant,
    company.companyId,
    roleId,
    roleId,
    '{"installation": "view"}',
    role.names ?? true,
  ])
  await pool.query(
    `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
    [company.tenant, company.companyId, who?.id, roleId, role.team ?? null],
  )
  return callerFor(server, who?.login ?? '')
}

describe('IS-1: the list', () => {
  it('IS-1: shows both apps with the latest device and its access time; a Drive app is no part of it; and the counts follow at once', async () => {
    const before = await summary()
    await use(0, 'mobile', 'iPhone 17')
    await use(0, 'mobile', 'iPhone 18')
    await use(0, 'pc', 'ThinkPad')
    const row = (await list('q=i1')).items.find(({ id }) => id === idOf(0))
    expect(row).toMatchObject({
      team: { name: 'Top' },
      state: 'in_use',
      mobile: { state: 'installed', latest: { device: { model: 'iPhone 18' }, os: 'ios' } },
      pc: { state: 'installed', latest: { device: { model: 'ThinkPad' }, os: 'windows' } },
      guideBlocked: 'installed',
    })
    const after = await summary()
    expect(after.mobile.installed - before.mobile.installed).toBe(1)
    expect(before.selectable - after.selectable).toBe(1)
    const top = (await counts()).find(({ teamId }) => teamId === team.top)
    expect(top).toMatchObject({ members: 3, mobile: { installed: 1, notInstalled: 2, noPermission: 0 } })
    expect((await counts('subteams=false')).find(({ teamId }) => teamId === team.top)).toMatchObject({
      members: 2,
      mobile: { installed: 1 },
    })
  })

  it('IS-1: the counts of what a tree shows: the topmost teams, and those beneath the open ones', async () => {
    const all = new Map((await counts()).map((count) => [count.teamId, count]))
    const topmost = (await teams()).filter(({ parentId }) => parentId === null).flatMap(({ id }) => all.get(id) ?? [])
    const sorted = (some: readonly InstallationTeamCount[]) => some.toSorted((a, b) => a.teamId.localeCompare(b.teamId))
    expect(all.has(team.sub)).toBe(true)
    expect(sorted(await counts('open='))).toEqual(sorted(topmost))
    expect(sorted(await counts(`open=${team.other},${team.top}`))).toEqual(sorted([...all.values()]))
    for (const open of ['x', `${team.top},`, Array.from({ length: 61 }, () => team.top).join(',')])
      expect(await boss('GET', `${at}/teams/counts?open=${open}`)).toMatchObject({ code: 'input_invalid' })
  })

  it('IS-1: no permission whatever the history: blocked apps, and a template that forbids', async () => {
    await use(1, 'mobile', 'Pixel')
    await boss('PUT', `/companies/${company.companyId}/members/${idOf(1)}/app-block`)
    const blocked = (await list('q=i2')).items.find(({ id }) => id === idOf(1))
    expect(blocked).toMatchObject({
      mobile: { state: 'no_permission', latest: null },
      pc: { state: 'no_permission' },
      guideBlocked: 'no_permission',
    })
    await boss('DELETE', `/companies/${company.companyId}/members/${idOf(1)}/app-block`)
    expect((await list('q=i2')).items.find(({ id }) => id === idOf(1))).toMatchObject({
      mobile: { state: 'installed' },
      guideBlocked: null,
    })
  })

  it('IS-1, MB-15: deleted members are not listed and not counted; they come back with undeletion', async () => {
    const members = (await summary()).members
    await boss('PUT', `/companies/${company.companyId}/members/${idOf(6)}/deletion`)
    expect(names(await list('q=i7'))).toEqual([])
    expect((await summary()).members).toBe(members - 1)
    await boss('DELETE', `/companies/${company.companyId}/members/${idOf(6)}/deletion`)
    expect(names(await list('q=i7'))).toEqual(['i7'])
  })
})

describe('lists', () => {
  it('IS-2: says whom a guide can be sent to and why not; every filter agrees with its total', async () => {
    expect(names(await list('guide=selectable&sort=login'))).toEqual(['i2', 'i3', 'i4'])
    expect(names(await list('guide=no_email&sort=login'))).toEqual(['admin', 'i5', 'i6', 'i7'])
    expect(names(await list(`guide=selectable&team=${team.top}&subteams=false`))).toEqual(['i2'])
    expect(await total('guide=selectable')).toBe(3)
    expect((await summary()).selectable).toBe(3)
    expect((await summary(`team=${team.top}`)).selectable).toBe(2)
    expect((await boss('GET', `${at}/members?guide=deleted`)).status).toBe(400)
    expect((await boss('GET', `${at}/members?team=${crypto.randomUUID()}`)).code).toBe('not_found')
  })

  it('pitfall 11: the pages of each sort, up and down, are the whole list, nobody twice', async () => {
    const everybody = await total('')
    for (const sort of ['name', 'login'])
      for (const direction of ['asc', 'desc']) {
        const seen: string[] = []
        let cursor: string | null = ''
        while (cursor !== null) {
          const page: InstallationList = await list(`sort=${sort}&direction=${direction}&limit=3${cursor && `&cursor=${cursor}`}`)
          seen.push(...page.items.map(({ id }) => id))
          cursor = page.next
        }
        expect(seen).toHaveLength(everybody as number)
        expect(new Set(seen).size).toBe(everybody)
      }
    const { next } = await list('limit=3')
    expect((await boss('GET', `${at}/members?sort=login&cursor=${next}`)).code).toBe('input_invalid')
  })

  it('pitfall 13: a search is literal', async () => {
    for (const q of ['.*', '%', '_', "'", '(', '\\']) expect((await list(`q=${encodeURIComponent(q)}`)).items).toEqual([])
  })
})

describe('who may see it', () => {
  it('P-2: a role limited to a team sees its subtree alone, in list, tree and numbers', async () => {
    const limited = await administrator({ team: team.sub })
    expect(names(await list('', limited)).toSorted()).toEqual(['i2', 'i3'])
    expect((await list('', limited)).items.find(({ id }) => id === idOf(1))?.team).toBeNull()
    for (const query of ['', 'open=', `open=${team.top}`])
      expect((await counts(query, limited)).map(({ teamId, members }) => [teamId, members])).toEqual([[team.sub, 2]])
    expect((await teams(limited)).map(({ name, parentId }) => [name, parentId])).toEqual([['Sub', null]])
    expect((await summary('', limited)).members).toBe(2)
    expect(await total('guide=selectable', limited)).toBe(2)
    expect((await limited('GET', `${at}/members?team=${team.other}`)).code).toBe('not_found')
    expect((await limited('GET', `${at}/summary?team=${team.top}`)).code).toBe('not_found')
  })

  it('P-2, pitfall 36: a role without names sees totals, nobody, and cannot search', async () => {
    const nameless = await administrator({ names: false })
    expect(await list('', nameless)).toEqual({ items: [], next: null, namesHidden: true })
    expect(await total('mobile=installed', nameless)).toBe(2)
    expect((await nameless('GET', `${at}/members/count?q=i1`)).code).toBe('names_hidden')
    expect((await teams(nameless)).length).toBe(3)
  })

  it('P-1: a company whose plan has no Core is told so', async () => {
    const other = await makeCompany(server)
    await server.database.owner.pool.query(`update company.company set plan_core = 'none' where company_id = $1`, [other.companyId])
    const late = await callerFor(server, other.admin.login)
    for (const path of ['members', 'members/count', 'summary', 'teams', 'teams/counts'])
      expect((await late('GET', `/companies/${other.companyId}/installation/${path}`)).code).toBe('plan_required')
  })
})
