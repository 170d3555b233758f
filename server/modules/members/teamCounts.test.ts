import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Ctx } from '../../platform/context.ts'
import { createRandom } from '../../../test/activity.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { selectPlaces } from './affiliation.queries.ts'
import {
  addTeamMembers,
  affiliate,
  createTeam,
  deleteMember,
  deleteTeam,
  foldAllTeamChanges,
  listTeams,
  moveTeam,
  setAffiliations,
  transferMember,
  undeleteMember,
} from './index.ts'
import { findMember } from './members.queries.ts'
import { removeTeamMember } from './affiliation.service.ts'
import { listTeamCounts } from './organization.service.ts'
import { hasOpenOperation } from '../devices/index.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'sibling-counts.example' })
})
afterAll(() => server.stop())

const as = <T>(work: (ctx: Ctx) => Promise<T>) => server.as(company.tenant, work)
const fold = () => as((ctx) => foldAllTeamChanges({ ...ctx, transaction: (work) => work(ctx) }))

/** What the counts must be, the slow way: every member of every subtree looked at. */
async function bruteForce(companyId: string): Promise<Map<string, [number, number]>> {
  const { pool } = server.database.owner
  const teams = (
    await pool.query<{ team_id: string; parent_id: string | null }>('select team_id, parent_id from members.team where company_id = $1', [
      companyId,
    ])
  ).rows
  const held = (
    await pool.query<{ team_id: string; member_id: string }>(
      'select a.team_id, a.member_id from members.affiliation a join members.member m using (tenant_id, member_id) where m.deleted_at is null and a.company_id = $1',
      [companyId],
    )
  ).rows
  const parents = new Map(teams.map((t) => [t.team_id, t.parent_id]))
  const people = new Map(teams.map((t) => [t.team_id, new Set<string>()]))
  const direct = new Map<string, number>()
  for (const { team_id, member_id } of held) {
    direct.set(team_id, (direct.get(team_id) ?? 0) + 1)
    for (let at: string | null = team_id; at !== null; at = parents.get(at) ?? null) people.get(at)?.add(member_id)
  }
  return new Map(teams.map(({ team_id: id }) => [id, [direct.get(id) ?? 0, people.get(id)?.size ?? 0]]))
}

async function counted(companyId: string): Promise<Map<string, [number, number]>> {
  const counts = await as((ctx) => listTeamCounts(ctx, companyId))
  return new Map(counts.map((c) => [c.teamId, [c.direct, c.total]]))
}

async function expectExact(): Promise<void> {
  for (const { companyId } of [company, sibling]) {
    const [now, truth] = [await counted(companyId), await bruteForce(companyId)]
    expect(Object.fromEntries(now)).toEqual(Object.fromEntries(truth))
  }
}

const refusals = [
  'team_beneath_itself',
  'too_deep',
  'name_taken',
  'still_in_use',
  'not_found',
  'member_state',
  'changed_meanwhile',
  'limit_reached',
  'id_taken',
]

describe('counts of teams', () => {
  it('are those of a count by hand after 300 random changes, many of them at once', async () => {
    const random = createRandom(20261125)
    const members = (await makeMembers(server, company, 60, 'counted')).map((m) => m.id)
    const teams = await as(async (ctx) => {
      const made: string[] = []
      for (let i = 0; i < 24; i++)
        made.push(await createTeam(ctx, { companyId: company.companyId, parentId: i < 3 ? null : random.pick(made), name: `T${i}` }))
      return made
    })
    const there = await as((ctx) => createTeam(ctx, { companyId: sibling.companyId, parentId: null, name: 'There' }))
    const { companyId } = company
    let login = 0
    const acts: ((ctx: Ctx) => Promise<unknown>)[] = [
      (ctx) =>
        addTeamMembers(
          ctx,
          companyId,
          random.pick(teams),
          Array.from({ length: 5 }, () => random.pick(members)),
        ),
      (ctx) => removeTeamMember(ctx, companyId, random.pick(teams), random.pick(members)),
      (ctx) => moveTeam(ctx, companyId, random.pick(teams), { parentId: random.chance(0.2) ? null : random.pick(teams), beforeId: null }),
      (ctx) => moveTeam(ctx, companyId, random.pick(teams), { parentId: random.pick(teams), beforeId: null }),
      (ctx) => deleteMember(ctx, random.pick(members)),
      (ctx) => undeleteMember(ctx, random.pick(members)),
      (ctx) => undeleteMember(ctx, random.pick(members)),
      (ctx) => deleteTeam(ctx, companyId, random.pick(teams)),
      async (ctx) => {
        const memberId = random.pick(members)
        const member = await findMember(ctx, memberId)
        const wanted = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(teams)))]
        const affiliations = wanted.map((teamId, i) => ({
          teamId,
          positionId: null,
          isPrimary: i === 0,
          isLeader: random.chance(0.2),
          visible: true,
          useTeamFeature: true,
        }))
        return setAffiliations(ctx, { companyId, memberId, revision: member?.revision ?? 0, affiliations })
      },
      async (ctx) => {
        const memberId = random.pick(members)
        const member = await findMember(ctx, memberId)
        const back = member?.companyId === sibling.companyId
        await transferMember(
          ctx,
          memberId,
          {
            companyId: back ? companyId : sibling.companyId,
            login: `moved${++login}`,
            teamId: back ? random.pick(teams) : there,
          },
          hasOpenOperation,
        )
      },
    ]
    let [done, made] = [0, 0]
    while (done < 300) {
      const batch = Array.from({ length: 1 + random.below(6) }, () => as((ctx) => random.pick(acts)(ctx)))
      for (const result of await Promise.allSettled(batch))
        if (result.status === 'fulfilled') made += 1
        else expect(refusals, String(result.reason)).toContain((result.reason as { code?: string }).code)
      done += batch.length
      if (random.chance(0.1)) await Promise.all([fold(), fold()])
      if (random.chance(0.1)) await expectExact()
    }
    expect(made).toBeGreaterThan(120)
    await expectExact()
    await fold()
    await expectExact()
  })

  it('one member leaving two teams of a node at once is counted out of it once', async () => {
    const { companyId } = company
    const members = await makeMembers(server, company, 20, 'both')
    const [top = '', left = '', right = ''] = await as(async (ctx) => {
      const node = await createTeam(ctx, { companyId, parentId: null, name: 'Node' })
      return [
        node,
        await createTeam(ctx, { companyId, parentId: node, name: 'L' }),
        await createTeam(ctx, { companyId, parentId: node, name: 'R' }),
      ]
    })
    await as((ctx) =>
      affiliate(
        ctx,
        members.flatMap(({ id }) =>
          [left, right].map((teamId, i) => ({ memberId: id, teamId, companyId, isPrimary: i === 0, isLeader: false })),
        ),
      ),
    )
    const total = async () => (await counted(companyId)).get(top)
    expect(await total()).toEqual([0, 20])
    // Straight to the rows, past the verbs, which take their turns at the member's row.
    const leave = (teamId: string, id: string) =>
      as((ctx) =>
        ctx.db
          .deleteFrom('members.affiliation')
          .where('tenant_id', '=', ctx.tenant)
          .where('team_id', '=', teamId)
          .where('member_id', '=', id)
          .execute(),
      )
    await Promise.all(members.flatMap(({ id }) => [leave(left, id), leave(right, id)]))
    expect(await total()).toEqual([0, 0])
    await expectExact()
  })

  it('a purge and a deletion past all verbs count a member out, and once', async () => {
    const { companyId } = company
    const [one, two] = await makeMembers(server, company, 2, 'purged')
    const team = await as((ctx) => createTeam(ctx, { companyId, parentId: null, name: 'Purged' }))
    await as((ctx) => addTeamMembers(ctx, companyId, team, [one?.id ?? '', two?.id ?? '']))
    expect((await counted(companyId)).get(team)).toEqual([2, 2])
    await as((ctx) => deleteMember(ctx, one?.id ?? ''))
    expect((await counted(companyId)).get(team)).toEqual([1, 1])
    await expect(as((ctx) => deleteTeam(ctx, companyId, team))).rejects.toMatchObject({
      code: 'still_in_use',
      details: { deletedMembers: true },
    })
    for (const member of [one, two])
      await as((ctx) =>
        ctx.db
          .deleteFrom('members.member')
          .where('tenant_id', '=', ctx.tenant)
          .where('member_id', '=', member?.id ?? '')
          .execute(),
      )
    expect((await counted(companyId)).get(team)).toEqual([0, 0])
    await as((ctx) => deleteTeam(ctx, companyId, team))
    await expectExact()
  })
})

describe('moves at once', () => {
  it('P-2: two teams moved beneath each other at once make no cycle', async () => {
    const { companyId } = company
    for (let round = 0; round < 10; round++) {
      const [a = '', b = ''] = await as(async (ctx) => [
        await createTeam(ctx, { companyId, parentId: null, name: `A${round}` }),
        await createTeam(ctx, { companyId, parentId: null, name: `B${round}` }),
      ])
      const results = await Promise.allSettled([
        as((ctx) => moveTeam(ctx, companyId, a, { parentId: b, beforeId: null })),
        as((ctx) => moveTeam(ctx, companyId, b, { parentId: a, beforeId: null })),
      ])
      expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
      const parents = new Map((await as((ctx) => listTeams(ctx, companyId))).map((t) => [t.id, t.parentId]))
      expect([parents.get(a), parents.get(b)].filter((p) => p === null)).toHaveLength(1)
    }
  })

  it('MB-3: whoever deletes a team while another puts a member into it, one of them is refused', async () => {
    const { companyId } = company
    const members = await makeMembers(server, company, 10, 'racing')
    for (const [i, { id }] of members.entries()) {
      const team = await as((ctx) => createTeam(ctx, { companyId, parentId: null, name: `Race${i}` }))
      const results = await Promise.allSettled([
        as((ctx) => addTeamMembers(ctx, companyId, team, [id])),
        as((ctx) => deleteTeam(ctx, companyId, team)),
      ])
      expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
      for (const r of results)
        if (r.status === 'rejected') expect(['not_found', 'still_in_use']).toContain((r.reason as { code: string }).code)
      expect((await as((ctx) => selectPlaces(ctx, companyId, id))).length === 1).toBe(results[0]?.status === 'fulfilled')
    }
    await expectExact()
  })
})
