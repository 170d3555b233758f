import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AffiliationInput, MemberDetail, MemberList, Team, TeamDetail, TeamMember, Title } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { createRandom } from '../../../test/activity.ts'
import { listFile } from '../../../test/api.ts'
import { signInToConsole, type Browser } from '../../../test/openid.ts'
import { makeCompany, makeMembers, password, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { addTeamMembers, createTeam, createTitle, deleteMember, setAffiliations } from './index.ts'
import { selectTeamMembers } from './organization.queries.ts'
import { compareInChart, visibleInChart, type ChartPlace } from './organization.rules.ts'

let server: TestServer
let company: TestCompany
let admin: Browser
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  admin = await signInToConsole(server.url, company.admin.login, password)
})
afterAll(() => server.stop())

const as = <T>(work: (ctx: Ctx) => Promise<T>) => server.as(company.tenant, work)
const team = (name: string, parentId: string | null = null, isPrivate = false) =>
  as((ctx) => createTeam(ctx, { companyId: company.companyId, parentId, name, private: isPrivate }))
let prefix = 0
const people = async (count: number) => (await makeMembers(server, company, count, `o${++prefix}x`)).map((m) => m.id)
const place = (teamId: string, change: Partial<AffiliationInput> = {}) => ({ teamId, isPrimary: false, ...change })

type Answer<T> = { status: number; body: T & { error?: { code: string; details: Record<string, unknown> } } }
async function ask<T = Record<string, unknown>>(browser: Browser, method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const answer = await browser.fetch(`${server.url}/api/v1/companies/${company.companyId}${path}`, {
    method,
    headers: { origin: server.url, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Answer<T>['body'] }
}
const codeOf = async (answer: Promise<Answer<unknown>>) => (await answer).body.error?.code ?? (await answer).status

/** P-2: an administrator with a custom role over members: limited to a team, or without names. */
async function appoint(limits: { teamId?: string; names?: boolean }): Promise<{ browser: Browser; id: string }> {
  const [member] = await makeMembers(server, company, 1, `role${++prefix}x`)
  const roleId = crypto.randomUUID()
  const { pool } = server.database.owner
  await pool.query(`insert into company.role values ($1, $2, $3::uuid, $3::uuid::text, '{"members": "manage"}', $4, now())`, [
    company.tenant,
    company.companyId,
    roleId,
    limits.names ?? true,
  ])
  await pool.query(
    `insert into company.administrator (tenant_id, company_id, member_id, role, created_at, role_id, team_id) values ($1, $2, $3, 'custom', now(), $4, $5)`,
    [company.tenant, company.companyId, member?.id, roleId, limits.teamId ?? null],
  )
  return { browser: await signInToConsole(server.url, member?.login ?? '', password), id: member?.id ?? '' }
}

const affiliations = async (memberId: string) =>
  (
    await server.database.owner.pool.query<{ team_id: string; is_primary: boolean }>(
      'select team_id, is_primary from members.affiliation where member_id = $1 order by team_id',
      [memberId],
    )
  ).rows
const lastEvent = async (id: string) =>
  (
    await server.database.owner.pool.query<{ action: string; before: Record<string, unknown>; after: Record<string, unknown> }>(
      'select action, before, after from audit.event where subject_id = $1 order by event_id desc limit 1',
      [id],
    )
  ).rows[0]

describe('the tree', () => {
  it('P-4: create, rename, describe, make private, move, delete, each with its event', async () => {
    const [a, b] = [await team('Tree A'), await team('Tree B')]
    const made = await ask<{ id: string }>(admin, 'POST', '/teams', { parentId: a, name: 'Tree C', description: ' about ' })
    expect(made.status).toBe(201)
    const { id } = made.body
    expect(await lastEvent(id)).toMatchObject({ action: 'team.created', after: { name: 'Tree C', parentId: a, description: 'about' } })
    expect(await codeOf(ask(admin, 'POST', '/teams', { parentId: a, name: 'Tree C' }))).toBe('name_taken')

    const changed = await ask<{ revision: number }>(admin, 'PATCH', `/teams/${id}`, { revision: 1, name: 'Tree D', private: true })
    expect(changed.body.revision).toBe(2)
    expect(await lastEvent(id)).toMatchObject({
      action: 'team.changed',
      before: { name: 'Tree C', private: false },
      after: { name: 'Tree D', private: true, description: 'about' },
    })
    expect(await codeOf(ask(admin, 'PATCH', `/teams/${id}`, { revision: 1, name: 'Tree E' }))).toBe('changed_meanwhile')
    expect((await ask<TeamDetail>(admin, 'GET', `/teams/${id}`)).body).toMatchObject({
      name: 'Tree D',
      path: [{ id: a, name: 'Tree A' }],
      total: 0,
    })

    expect(await codeOf(ask(admin, 'POST', `/teams/${a}/move`, { parentId: id, beforeId: null }))).toBe('team_beneath_itself')
    expect(await codeOf(ask(admin, 'POST', `/teams/${id}/move`, { parentId: null, beforeId: id }))).toBe('not_found')
    expect(await codeOf(ask(admin, 'POST', `/teams/${id}/move`, { parentId: null, beforeId: b }))).toBe(200)
    expect(await lastEvent(id)).toMatchObject({
      action: 'team.moved',
      before: { parentId: a, beforeId: null },
      after: { parentId: null, beforeId: b },
    })
    const order = (await ask<{ items: Team[] }>(admin, 'GET', '/teams')).body.items.filter((t) => t.parentId === null).map((t) => t.id)
    expect(order.indexOf(id)).toBe(order.indexOf(b) - 1)
    expect(await codeOf(ask(admin, 'DELETE', `/teams/${id}`))).toBe(200)
    expect(await lastEvent(id)).toMatchObject({ action: 'team.deleted', before: { name: 'Tree D' } })
    expect(await codeOf(ask(admin, 'GET', `/teams/${id}`))).toBe('not_found')
  })

  it('a team with members, with teams beneath, or that limits a role is not deleted', async () => {
    const top = await team('Kept')
    const limited = await team('Limited', top)
    const [member = ''] = await people(1)
    expect((await ask(admin, 'DELETE', `/teams/${top}`)).body.error).toMatchObject({
      code: 'still_in_use',
      details: { teams: true, members: false },
    })
    await appoint({ teamId: limited })
    expect((await ask(admin, 'DELETE', `/teams/${limited}`)).body.error).toMatchObject({
      code: 'still_in_use',
      details: { limitsRole: true },
    })
    const full = await team('Full')
    await as((ctx) => addTeamMembers(ctx, company.companyId, full, [member]))
    expect((await ask(admin, 'DELETE', `/teams/${full}`)).body.error).toMatchObject({ code: 'still_in_use', details: { members: true } })
  })

  it('is at most 20 deep, whether a team is made or moved there', async () => {
    let at: string | null = null
    for (let depth = 1; depth <= 20; depth++) at = await team(`Depth ${depth}`, at)
    expect(await codeOf(ask(admin, 'POST', '/teams', { parentId: at, name: 'Depth 21' }))).toBe('too_deep')
    const [pair] = [await team('Pair')]
    await team('Of pair', pair)
    const up = (await ask<TeamDetail>(admin, 'GET', `/teams/${at}`)).body.parentId
    expect(await codeOf(ask(admin, 'POST', `/teams/${pair}/move`, { parentId: up, beforeId: null }))).toBe('too_deep')
    const single = await team('Single')
    expect(await codeOf(ask(admin, 'POST', `/teams/${single}/move`, { parentId: up, beforeId: null }))).toBe(200)
  })

  it('has at most 10,000 teams a company: the 10,001st is refused', async () => {
    const own = await makeCompany(server)
    const { pool } = server.database.owner
    const fill = (n: number) =>
      pool.query(
        `insert into members.team (tenant_id, team_id, company_id, parent_id, name, position) select $1, gen_random_uuid(), $2, null, 'Many ' || n, n from generate_series(1, $3::int) n`,
        [own.tenant, own.companyId, n],
      )
    await fill(9_999)
    const create = (name: string) => server.as(own.tenant, (ctx) => createTeam(ctx, { companyId: own.companyId, parentId: null, name }))
    await create('The last')
    await expect(create('One too many')).rejects.toMatchObject({ code: 'limit_reached', details: { limit: 10_000 } })
    const browser = await signInToConsole(server.url, own.admin.login, password)
    const list = await browser.fetch(`${server.url}/api/v1/companies/${own.companyId}/teams`)
    expect(((await list.json()) as { items: Team[]; total: number }).items).toHaveLength(10_000)
  })
})

describe('P-2: a role limited to a team', () => {
  it('P-2, pitfall 28: sees its subtree, changes nothing outside it, and neither moves its own root nor takes anything out', async () => {
    const [top, other] = [await team('P2 top'), await team('P2 other')]
    const root = await team('P2 root', top)
    const [inside, inside2] = [await team('P2 inside', root), await team('P2 inside 2', root)]
    const { browser } = await appoint({ teamId: root })
    const list = (await ask<{ items: Team[] }>(browser, 'GET', '/teams')).body.items
    expect(list.map((t) => [t.id, t.parentId])).toEqual(
      expect.arrayContaining([
        [root, null],
        [inside, root],
        [inside2, root],
      ]),
    )
    expect(list).toHaveLength(3)
    expect((await ask<{ total: number }>(browser, 'GET', '/teams/counts')).body.total).toBe(3)
    expect((await ask<TeamDetail>(browser, 'GET', `/teams/${inside}`)).body.path.map((t) => t.id)).toEqual([root])
    expect((await ask<TeamDetail>(browser, 'GET', `/teams/${root}`)).body).toMatchObject({ parentId: null, path: [] })

    for (const [method, path, body] of [
      ['GET', `/teams/${top}`, undefined],
      ['GET', `/teams/${other}/members`, undefined],
      ['PATCH', `/teams/${other}`, { revision: 1, name: 'Mine' }],
      ['DELETE', `/teams/${other}`, undefined],
      ['POST', `/teams/${other}/move`, { parentId: root, beforeId: null }],
      ['POST', `/teams/${inside}/move`, { parentId: other, beforeId: null }],
      ['POST', `/teams/${inside}/move`, { parentId: top, beforeId: null }],
      ['POST', `/teams/${root}/move`, { parentId: other, beforeId: null }],
      ['POST', '/teams', { parentId: top, name: 'New' }],
    ] as const)
      expect(await codeOf(ask(browser, method, path, body)), `${method} ${path}`).toBe('not_found')
    for (const [path, body] of [
      [`/teams/${inside}/move`, { parentId: null, beforeId: null }],
      [`/teams/${root}/move`, { parentId: null, beforeId: null }],
      [`/teams/${root}/move`, { parentId: inside, beforeId: null }],
      ['/teams', { parentId: null, name: 'New' }],
      ['/levels', { name: 'New' }],
    ] as const)
      expect(await codeOf(ask(browser, 'POST', path, body)), path).toBe('forbidden')
    expect(await codeOf(ask(browser, 'POST', `/teams/${inside2}/move`, { parentId: inside, beforeId: null }))).toBe(200)
    expect(await codeOf(ask(browser, 'POST', '/teams', { parentId: inside, name: 'New' }))).toBe(201)
    expect(await codeOf(ask(browser, 'DELETE', `/teams/${root}`))).toBe('still_in_use')
  })

  it('P-2: changes a member’s teams inside its subtree only, and adds nobody from outside it', async () => {
    const [root, other, third] = [await team('Aff root'), await team('Aff other'), await team('Aff third')]
    const inside = await team('Aff inside', root)
    const [both = '', stranger = ''] = await people(2)
    await as(async (ctx) => {
      await addTeamMembers(ctx, company.companyId, root, [both])
      await addTeamMembers(ctx, company.companyId, other, [both, stranger])
    })
    const { browser } = await appoint({ teamId: root })
    const put = (revision: number, list: unknown[]) =>
      codeOf(ask(browser, 'PUT', `/members/${both}/affiliations`, { revision, affiliations: list }))
    // What is outside is neither told nor given back: it stays as it is.
    expect(await put(3, [place(inside, { isPrimary: true })])).toBe(200)
    expect(await affiliations(both)).toEqual(
      [
        { team_id: inside, is_primary: true },
        { team_id: other, is_primary: false },
      ].toSorted((x, y) => x.team_id.localeCompare(y.team_id)),
    )
    expect(await put(4, [place(inside)])).toBe('forbidden')
    expect(await put(4, [])).toBe('forbidden')
    for (const outside of [other, third]) expect(await put(4, [place(inside, { isPrimary: true }), place(outside)])).toBe('not_found')
    await as(async (ctx) => {
      const moved = [place(inside), place(other, { isPrimary: true })].map((a) => ({
        positionId: null,
        isLeader: false,
        visible: true,
        useTeamFeature: true,
        ...a,
      }))
      await setAffiliations(ctx, { companyId: company.companyId, memberId: both, revision: 4, affiliations: moved })
    })
    expect(await put(5, [place(root)])).toBe(200)
    expect(await put(6, [place(root, { isPrimary: true })])).toBe('forbidden')
    expect(await codeOf(ask(browser, 'POST', `/teams/${inside}/members`, { members: [stranger] }))).toBe('not_found')
    expect(await codeOf(ask(browser, 'PUT', `/members/${stranger}/affiliations`, { revision: 2, affiliations: [] }))).toBe('not_found')
    expect(await codeOf(ask(browser, 'DELETE', `/teams/${other}/members/${both}`))).toBe('not_found')
  })

  it('P-2: takes nobody out of a team where that would make a team outside the primary one', async () => {
    const [root, other] = [await team('Out root'), await team('Out other')]
    const inside = await team('Out inside', root)
    const [member = ''] = await people(1)
    await as(async (ctx) => {
      for (const id of [root, other]) await addTeamMembers(ctx, company.companyId, id, [member])
    })
    const { browser } = await appoint({ teamId: root })
    const remove = (id: string) => codeOf(ask(browser, 'DELETE', `/teams/${id}/members/${member}`))
    expect(await remove(root)).toBe('forbidden')
    expect(await codeOf(ask(browser, 'POST', `/teams/${inside}/members`, { members: [member] }))).toBe(200)
    expect(await remove(root)).toBe(200)
    expect((await affiliations(member)).find((a) => a.is_primary)?.team_id).toBe(inside)
  })

  it('P-2, pitfall 36: names no team outside, private ones neither; how many there are is told', async () => {
    const [top, elsewhere] = [await team('Named top'), await team('Named elsewhere')]
    const [root, secret] = [await team('Named root', top), await team('Named secret', elsewhere, true)]
    const inside = await team('Named inside', root)
    const [member = '', guest = ''] = await people(2)
    await as(async (ctx) => {
      for (const id of [inside, secret]) await addTeamMembers(ctx, company.companyId, id, [member])
      for (const id of [secret, elsewhere, root]) await addTeamMembers(ctx, company.companyId, id, [guest])
    })
    const { browser } = await appoint({ teamId: root })
    const page = (await ask<MemberDetail>(browser, 'GET', `/members/${member}`)).body
    expect(page.affiliations.map((a) => [a.team.name, a.team.path, a.isPrimary])).toEqual([['Named inside', ['Named root'], true]])
    expect(page.furtherTeams).toBe(1)
    const other = (await ask<MemberDetail>(browser, 'GET', `/members/${guest}`)).body
    expect(other.affiliations.map((a) => [a.team.name, a.team.path, a.isPrimary])).toEqual([['Named root', [], false]])
    expect(other.furtherTeams).toBe(2)
    for (const query of ['', `?team=${root}`, `?team=${inside}`]) {
      const { items } = (await ask<MemberList>(browser, 'GET', `/members${query}`)).body
      const shown = new Map(items.map((m) => [m.id, [m.team?.name ?? null, m.furtherTeams]]))
      expect(shown.get(member), query).toEqual(['Named inside', 1])
      if (query !== `?team=${inside}`) expect(shown.get(guest), query).toEqual([null, 3])
    }
    const file = await listFile(browser, server.url, `/companies/${company.companyId}/members/exports`, { columns: ['team'] })
    const csv = file.lines.join('\n')
    expect(csv).toContain('Named inside and 1 more')
    expect(csv).toContain('Teams outside your reach: 3')
    expect(csv).not.toMatch(/Named (secret|elsewhere|top)/)
    const all = (await ask<MemberDetail>(admin, 'GET', `/members/${member}`)).body
    expect(all.affiliations.map((a) => a.team.path)).toEqual([['Named top', 'Named root'], ['Named elsewhere']])
    expect(all.furtherTeams).toBe(0)
  })

  it('P-2, pitfall 36: a role without names sees the tree and its counts, and nobody', async () => {
    const root = await team('No names')
    const [member = ''] = await people(1)
    await as((ctx) => addTeamMembers(ctx, company.companyId, root, [member]))
    const { browser } = await appoint({ names: false })
    expect((await ask<TeamDetail>(browser, 'GET', `/teams/${root}`)).body).toMatchObject({ direct: 1, total: 1 })
    for (const [method, path, body] of [
      ['GET', `/teams/${root}/members`, undefined],
      ['GET', '/teams/leaders', undefined],
      ['POST', `/teams/${root}/members`, { members: [member] }],
      ['DELETE', `/teams/${root}/members/${member}`, undefined],
      ['PUT', `/members/${member}/affiliations`, { revision: 2, affiliations: [] }],
      ['PUT', `/members/${member}/search`, { primary: true, concurrent: true }],
    ] as const)
      expect(await codeOf(ask(browser, method, path, body)), path).toBe('names_hidden')
  })
})

describe('affiliations', () => {
  it('MB-3: 30 teams, not 31; exactly one primary; no team twice', async () => {
    const teams = await as(async (ctx) => {
      const made: string[] = []
      for (let i = 0; i < 31; i++) made.push(await createTeam(ctx, { companyId: company.companyId, parentId: null, name: `Thirty ${i}` }))
      return made
    })
    const [member = ''] = await people(1)
    const put = (revision: number, list: unknown[]) =>
      ask<{ revision: number }>(admin, 'PUT', `/members/${member}/affiliations`, { revision, affiliations: list })
    const all = teams.map((id, i) => place(id, { isPrimary: i === 0 }))
    expect(await codeOf(put(1, all))).toBe('input_invalid')
    expect(await codeOf(put(1, all.slice(1)))).toBe('input_invalid')
    expect(await codeOf(put(1, [all[0], { ...all[1], isPrimary: true }]))).toBe('input_invalid')
    expect(await codeOf(put(1, [all[0], all[1], all[1]]))).toBe('input_invalid')
    expect((await put(1, all.slice(0, 30))).body.revision).toBe(2)
    expect(await affiliations(member)).toHaveLength(30)
    await expect(as((ctx) => addTeamMembers(ctx, company.companyId, teams[30] ?? '', [member]))).rejects.toMatchObject({
      code: 'limit_reached',
    })
    expect(await codeOf(put(1, []))).toBe('changed_meanwhile')
    // The primary one changes hands without a moment of two.
    const swapped = [place(teams[0] ?? ''), place(teams[1] ?? '', { isPrimary: true, isLeader: true, visible: false })]
    expect((await put(2, swapped)).body.revision).toBe(3)
    expect((await affiliations(member)).find((a) => a.is_primary)?.team_id).toBe(teams[1])
    expect(await lastEvent(member)).toMatchObject({
      action: 'member.affiliations_changed',
      before: { affiliations: expect.arrayContaining([expect.objectContaining({ teamId: teams[0], isPrimary: true })]) as unknown },
      after: {
        affiliations: expect.arrayContaining([expect.objectContaining({ teamId: teams[1], isPrimary: true, visible: false })]) as unknown,
      },
    })
    expect((await put(3, swapped)).body.revision).toBe(3)
    expect((await put(3, [])).body.revision).toBe(4)
    expect(await affiliations(member)).toEqual([])
  })

  it('MB-3: two who change one member at once: the second is told', async () => {
    const [a, b] = [await team('Once A'), await team('Once B')]
    const [member = ''] = await people(1)
    const put = (id: string) =>
      ask(admin, 'PUT', `/members/${member}/affiliations`, { revision: 1, affiliations: [place(id, { isPrimary: true })] })
    expect((await Promise.all([codeOf(put(a)), codeOf(put(b))])).toSorted()).toEqual([200, 'changed_meanwhile'])
  })

  it('MB-3: added to and taken out of a team: the first is primary, and where it goes another becomes it', async () => {
    const [a, b] = [await team('In A'), await team('In B')]
    const members = await people(100)
    const add = (id: string, list: string[]) => ask<{ added: number }>(admin, 'POST', `/teams/${id}/members`, { members: list })
    expect((await add(a, members)).body.added).toBe(100)
    expect(await codeOf(add(a, [...members, crypto.randomUUID()]))).toBe('input_invalid')
    expect((await add(b, members.slice(0, 2))).body.added).toBe(2)
    expect((await add(b, members.slice(0, 3))).body.added).toBe(1)
    const [one = ''] = members
    expect(await codeOf(ask(admin, 'DELETE', `/teams/${a}/members/${one}`))).toBe(200)
    expect(await affiliations(one)).toEqual([{ team_id: b, is_primary: true }])
    const gone = members[5] ?? ''
    await as((ctx) => deleteMember(ctx, gone))
    expect(await codeOf(add(b, [members[6] ?? '', gone]))).toBe('member_state')
    expect(await affiliations(members[6] ?? ''), 'all or none').toHaveLength(1)
    expect(await codeOf(add(b, [crypto.randomUUID()]))).toBe('not_found')
  })

  it('P-3: not the teams of someone above; one’s own, yes', async () => {
    const root = await team('Above')
    const { browser, id } = await appoint({})
    expect(await codeOf(ask(browser, 'POST', `/teams/${root}/members`, { members: [company.admin.id] }))).toBe('not_allowed_on_superior')
    expect(await codeOf(ask(browser, 'POST', `/teams/${root}/members`, { members: [id] }))).toBe(200)
  })

  it('MB-6: search is switched off and on, with its event', async () => {
    const [member = ''] = await people(1)
    expect(await codeOf(ask(admin, 'PUT', `/members/${member}/search`, { primary: true, concurrent: false }))).toBe(200)
    expect(await lastEvent(member)).toMatchObject({
      action: 'member.search_changed',
      before: { primary: true, concurrent: true },
      after: { primary: true, concurrent: false },
    })
  })
})

describe('the order and the sight of the chart, rule and SQL by the same rows', () => {
  it('MB-7: executives, leaders, position, level, name; who is hidden; over many pages, none twice', async () => {
    const random = createRandom(7)
    const { companyId } = company
    const titles = async (kind: 'level' | 'position', names: string[], executive?: string) =>
      as(async (ctx) => {
        const made: string[] = []
        for (const name of names)
          made.push(await createTitle(ctx, kind, companyId, { name, ...(kind === 'level' && { executive: name === executive }) }))
        return made
      })
    const levels = await titles('level', ['Board', 'Director', 'Staff'], 'Board')
    const positions = await titles('position', ['Head', 'Deputy', 'Aide'])
    const outer = await team('Chart outer', null, true)
    const [open, hidden] = [await team('Chart open'), await team('Chart hidden', outer)]
    const members = await people(60)
    const keyOf = async (name: string) =>
      (await server.database.owner.pool.query<{ key: string }>('select members.sort_key($1, null) as key', [name])).rows[0]?.key ?? ''
    const names = ['가나', '가다', '나', 'Zed', 'adam', 'Adam', 'Ådam', '佐藤', '😀', '￮', '%_']
    const truth = new Map<string, ChartPlace & { visible: boolean }>()
    for (const id of members) {
      const [level, position] = [random.below(4), random.below(4)]
      const row = { name: random.pick(names), isLeader: random.chance(0.2), visible: random.chance(0.7) }
      await server.database.owner.pool.query('update members.member set name = $2, level_id = $3 where member_id = $1', [
        id,
        row.name,
        levels[level] ?? null,
      ])
      await as((ctx) =>
        setAffiliations(ctx, {
          companyId,
          memberId: id,
          revision: 1,
          affiliations: [open, hidden].map((teamId, i) => ({
            teamId,
            positionId: positions[position] ?? null,
            isPrimary: i === 0,
            isLeader: row.isLeader,
            visible: row.visible,
            useTeamFeature: true,
          })),
        }),
      )
      const ranks = { levelRank: level < 3 ? level : null, positionRank: position < 3 ? position : null }
      truth.set(id, { id, nameKey: await keyOf(row.name), ...row, ...ranks, executive: level === 0 })
    }
    const inOrder = [...truth.values()].toSorted(compareInChart)
    const read = await as((ctx) => selectTeamMembers(ctx, { teamId: open, of: 'all', after: null, limit: 100 }))
    expect(read.map((r) => r.id)).toEqual(inOrder.map((r) => r.id))

    const outsider = { administrator: false, teams: new Set<string>() }
    for (const [teamId, privateTeams] of [
      [open, []],
      [hidden, [outer]],
    ] as const) {
      const shown = await as((ctx) => selectTeamMembers(ctx, { teamId, of: 'outsiders', after: null, limit: 100 }))
      expect(shown.map((r) => r.id)).toEqual(
        inOrder.filter((r) => visibleInChart({ visible: r.visible, privateTeams }, outsider)).map((r) => r.id),
      )
    }
    const teamsAsMember = (await ask<{ items: Team[] }>(admin, 'GET', '/teams?as=member')).body.items.map((t) => t.id)
    expect(teamsAsMember).toContain(open)
    expect([outer, hidden].some((id) => teamsAsMember.includes(id))).toBe(false)
    const leadersAsMember = (await ask<{ items: { teamId: string; memberId: string }[] }>(admin, 'GET', '/teams/leaders?as=member')).body
      .items
    expect(leadersAsMember.filter((l) => [open, hidden].includes(l.teamId)).map((l) => l.memberId)).toEqual(
      inOrder.filter((r) => r.isLeader && r.visible).map((r) => r.id),
    )
    const paged: string[] = []
    let cursor: string | null = null
    do {
      const page: Answer<{ items: TeamMember[]; next: string | null; total: number }> = await ask(
        admin,
        'GET',
        `/teams/${open}/members?limit=7&as=member${cursor ? `&cursor=${cursor}` : ''}`,
      )
      paged.push(...page.body.items.map((m) => m.id))
      expect(page.body.total).toBe(inOrder.filter((r) => r.visible).length)
      cursor = page.body.next
    } while (cursor)
    expect(paged).toEqual(inOrder.filter((r) => r.visible).map((r) => r.id))
    for (const made of [
      'x',
      Buffer.from('[1,2]').toString('base64url'),
      Buffer.from(JSON.stringify([true, true, 1, 1, 'a', 'b'])).toString('base64url'),
    ])
      expect(await codeOf(ask(admin, 'GET', `/teams/${open}/members?cursor=${made}`))).toBe('input_invalid')
    const leaders = (await ask<{ items: { teamId: string; memberId: string }[] }>(admin, 'GET', '/teams/leaders')).body.items
    expect(leaders.filter((l) => l.teamId === open).map((l) => l.memberId)).toEqual(inOrder.filter((r) => r.isLeader).map((r) => r.id))
  })
})

describe('levels, positions, user types, custom fields', () => {
  it.each([
    ['levels', 'level', { executive: true }],
    ['positions', 'position', {}],
    ['user-types', 'user_type', {}],
    ['custom-fields', 'custom_field', {}],
  ] as const)('P-4: %s: add, rename, move, delete, each with its event; one in use stays', async (path, kind, more) => {
    const items = async () => (await ask<{ items: Title[] }>(admin, 'GET', `/${path}`)).body.items
    const create = async (name: string) => (await ask<{ id: string }>(admin, 'POST', `/${path}`, { name, ...more })).body.id
    const [a, b, c] = [await create(`${kind} a`), await create(`${kind} b`), await create(`${kind} c`)]
    expect(await codeOf(ask(admin, 'POST', `/${path}`, { name: `${kind} a` }))).toBe('name_taken')
    expect(await codeOf(ask(admin, 'PATCH', `/${path}/${a}`, { name: `${kind} b` }))).toBe('name_taken')
    expect(await codeOf(ask(admin, 'PATCH', `/${path}/${a}`, { name: `${kind} A` }))).toBe(200)
    expect(await lastEvent(a)).toMatchObject({ action: `${kind}.changed`, before: { name: `${kind} a` }, after: { name: `${kind} A` } })
    expect(await codeOf(ask(admin, 'POST', `/${path}/${c}/move`, { beforeId: a }))).toBe(200)
    expect((await items()).map((t) => t.id).slice(-3)).toEqual([c, a, b])
    if (kind === 'level') expect((await items()).find((t) => t.id === a)).toMatchObject({ executive: true })

    const [member = ''] = await people(1)
    const { pool } = server.database.owner
    if (kind === 'position')
      await as(async (ctx) => {
        const teamId = await createTeam(ctx, { companyId: company.companyId, parentId: null, name: 'With position' })
        const affiliation = { teamId, positionId: b, isPrimary: true, isLeader: false, visible: true, useTeamFeature: true }
        await setAffiliations(ctx, { companyId: company.companyId, memberId: member, revision: 1, affiliations: [affiliation] })
      })
    else if (kind === 'custom_field')
      await pool.query('update members.member set custom = jsonb_build_object($2::text, $3::text) where member_id = $1', [member, b, 'x'])
    else await pool.query(`update members.member set ${kind}_id = $2 where member_id = $1`, [member, b])
    expect(await codeOf(ask(admin, 'DELETE', `/${path}/${b}`))).toBe('still_in_use')
    expect((await items()).find((t) => t.id === b)?.inUse).toBe(kind === 'custom_field' ? null : true)
    expect(await codeOf(ask(admin, 'DELETE', `/${path}/${a}`))).toBe(200)
    expect(await lastEvent(a)).toMatchObject({ action: `${kind}.deleted` })
    expect(await codeOf(ask(admin, 'DELETE', `/${path}/${a}`))).toBe('not_found')
  })

  it('a user type names a service permission of the company only', async () => {
    const { pool } = server.database.owner
    const [own, foreign] = [crypto.randomUUID(), crypto.randomUUID()]
    const other = await makeCompany(server, { tenant: company.tenant, domain: 'titles.example' })
    await pool.query(`insert into members.service_permission values ($1, $2, $3, 'Web only', '{web}')`, [
      company.tenant,
      own,
      company.companyId,
    ])
    await pool.query(`insert into members.service_permission values ($1, $2, $3, 'Web only', '{web}')`, [
      company.tenant,
      foreign,
      other.companyId,
    ])
    expect(await codeOf(ask(admin, 'POST', '/user-types', { name: 'Foreign', permissionId: foreign }))).toBe('not_found')
    expect(await codeOf(ask(admin, 'POST', '/user-types', { name: 'Own', permissionId: own }))).toBe(201)
    const types = (await ask<{ items: Title[] }>(admin, 'GET', '/user-types')).body.items
    expect(types.find((t) => t.name === 'Own')?.permission).toEqual({ id: own, name: 'Web only' })
  })
})
