import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { InstallationFilter, InstallationSummary, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { createRandom } from '../../../test/activity.ts'
import { makeCompany, makeMembers, startTestServer, type TestCompany, type TestServer } from '../../../test/server.ts'
import { hasOpenOperation } from '../devices/index.ts'
import {
  addTeamMembers,
  assignPermission,
  blockApps,
  createPermission,
  createTeam,
  createTitle,
  deleteMember,
  findMember,
  moveTeam,
  setAffiliations,
  suspendMember,
  transferMember,
  unblockApps,
  undeleteMember,
  unsuspendMember,
} from '../members/index.ts'
import { setDefaultPermission, updatePermission } from '../members/permission.service.ts'
import { countInstallation, listInstallation } from './list.service.ts'
import { guideBlockedBy, installationState, type InstallationFacts } from './status.rules.ts'
import { selectTeamCounts } from './team.queries.ts'
import { summarizeInstallation } from './team.service.ts'

let server: TestServer
let company: TestCompany
let sibling: TestCompany
beforeAll(async () => {
  server = await startTestServer()
  company = await makeCompany(server)
  sibling = await makeCompany(server, { tenant: company.tenant, domain: 'sibling-installation.example' })
})
afterAll(() => server.stop())

const as = <T>(work: (ctx: Ctx) => Promise<T>) => server.as(company.tenant, work)
const fold = () => server.runJob('installation.fold')
const everything = { names: true, team: null }

type Known = InstallationFacts & { id: string; teams: string[] }

/** Everybody of a company but deleted members, read past all that the module keeps. */
async function everybodyOf(companyId: string): Promise<Known[]> {
  const { rows } = await server.database.owner.pool.query<{
    id: string
    surfaces: Surface[]
    blocked: boolean
    used: ('mobile' | 'pc')[]
    activates_at: Date | null
    suspended: boolean
    email: boolean
    opted_out: boolean
    teams: string[]
  }>(
    `select m.member_id as id, members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id) as surfaces,
       m.app_blocked_at is not null as blocked, m.activates_at, m.suspended_at is not null as suspended, m.personal_email is not null as email,
       exists (select from installation.opt_out o where o.member_id = m.member_id) as opted_out,
       array(select distinct r.app from devices.device_row r where r.member_id = m.member_id and r.app in ('mobile', 'pc')) as used,
       array(select a.team_id::text from members.affiliation a where a.member_id = m.member_id and a.company_id = $1) as teams
     from members.member m where m.company_id = $1 and m.deleted_at is null`,
    [companyId],
  )
  return rows.map((r) => ({
    id: r.id,
    surfaces: r.surfaces,
    appBlocked: r.blocked,
    used: r.used,
    activatesAt: r.activates_at,
    suspended: r.suspended,
    deleted: false,
    hasPersonalEmail: r.email,
    optedOut: r.opted_out,
    teams: r.teams,
  }))
}

function countByHand(people: readonly Known[], now: Date): InstallationSummary {
  const app = (name: 'mobile' | 'pc') => {
    const states = people.map((p) => installationState(p, name))
    const of = (state: string) => states.filter((s) => s === state).length
    return { installed: of('installed'), notInstalled: of('not_installed'), noPermission: of('no_permission') }
  }
  const selectable = people.filter((p) => guideBlockedBy(p, now) === null).length
  return { members: people.length, mobile: app('mobile'), pc: app('pc'), selectable }
}

/** The teams of a company, each with itself and all beneath it. */
async function subtreesOf(companyId: string): Promise<Map<string, Set<string>>> {
  const { rows } = await server.database.owner.pool.query<{ team_id: string; parent_id: string | null }>(
    'select team_id, parent_id from members.team where company_id = $1',
    [companyId],
  )
  const parents = new Map(rows.map((t) => [t.team_id, t.parent_id]))
  const subtrees = new Map(rows.map((t) => [t.team_id, new Set<string>()]))
  for (const { team_id } of rows)
    for (let at: string | null = team_id; at !== null; at = parents.get(at) ?? null) subtrees.get(at)?.add(team_id)
  return subtrees
}

/** Of every company, every team and everybody: what is kept is what a count by hand says. */
async function expectExact(): Promise<void> {
  for (const { companyId } of [company, sibling]) {
    const people = await everybodyOf(companyId)
    const [now, kept, direct, beneath] = await as(async (ctx) => [
      ctx.now,
      await summarizeInstallation(ctx, { companyId, team: undefined, beneath: true, reach: everything }),
      await selectTeamCounts(ctx, companyId, false),
      await selectTeamCounts(ctx, companyId, true),
    ])
    expect(kept).toEqual(countByHand(people, now))
    // With who awaits their first day, whom the counts of teams have not yet taken off.
    const later = new Date(now.getTime() + 400 * 86_400_000)
    const nobody = countByHand([], now)
    const byTeam = (counts: typeof direct) => new Map(counts.map(({ teamId, ...rest }) => [teamId, rest]))
    const [directly, withSubteams] = [byTeam(direct), byTeam(beneath)]
    for (const [team, subtree] of await subtreesOf(companyId)) {
      expect(directly.get(team) ?? nobody).toEqual(
        countByHand(
          people.filter((p) => p.teams.includes(team)),
          later,
        ),
      )
      expect(withSubteams.get(team) ?? nobody).toEqual(
        countByHand(
          people.filter((p) => p.teams.some((t) => subtree.has(t))),
          later,
        ),
      )
    }
  }
}

const refusals = [
  'team_beneath_itself',
  'too_deep',
  'name_taken',
  'not_found',
  'member_state',
  'changed_meanwhile',
  'limit_reached',
  'id_taken',
  'action_not_now',
]

const random = createRandom(20261128)
const surfaces = (): Surface[] => (['mobile', 'pc', 'web'] as const).filter(() => random.chance(0.6))

/** Puts a device row straight into the table, as a report does in the end. */
const useApp = (ctx: Ctx, memberId: string, app: string) =>
  sql`
  with device as (
    insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
    select ${ctx.tenant}, gen_random_uuid(), gen_random_uuid()::text, (select model_id from devices.model where tenant_id = ${ctx.tenant} limit 1), 'ios', '26', '', now()
    returning *
  )
  insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
  select d.tenant_id, d.device_id, m.member_id, ${app}, gen_random_uuid(), m.company_id, d.model_id, d.os, d.os_version, d.os_key, '1', '', now(), now()
  from device d join members.member m on m.tenant_id = d.tenant_id and m.member_id = ${memberId}`.execute(ctx.db)

it('IS-1, IS-2: the counts are those of a recount by hand after 250 random changes, many of them at once; and every filter finds and counts its members', async () => {
  const { companyId } = company
  const members = (await makeMembers(server, company, 40, 'counted')).map((m) => m.id)
  await server.database.owner.pool.query(`insert into devices.model (tenant_id, name, folded) values ($1, 'M', 'm')`, [company.tenant])
  const [teams, templates, types, there] = await as(async (ctx) => {
    const made: string[] = []
    for (let i = 0; i < 15; i++) made.push(await createTeam(ctx, { companyId, parentId: i < 3 ? null : random.pick(made), name: `T${i}` }))
    const permissions: string[] = []
    for (let i = 0; i < 4; i++) permissions.push(await createPermission(ctx, companyId, { name: `P${i}`, surfaces: surfaces() }))
    const kinds: string[] = []
    for (let i = 0; i < 3; i++) kinds.push(await createTitle(ctx, 'user_type', companyId, { name: `U${i}` }))
    return [made, permissions, kinds, await createTeam(ctx, { companyId: sibling.companyId, parentId: null, name: 'There' })]
  })
  const set = (ctx: Ctx, assignments: ReturnType<typeof sql>) =>
    sql`update members.member set ${assignments} where tenant_id = ${ctx.tenant} and member_id = ${random.pick(members)}`.execute(ctx.db)
  let login = 0
  const acts: ((ctx: Ctx) => Promise<unknown>)[] = [
    (ctx) =>
      addTeamMembers(
        ctx,
        companyId,
        random.pick(teams),
        Array.from({ length: 5 }, () => random.pick(members)),
      ),
    (ctx) => moveTeam(ctx, companyId, random.pick(teams), { parentId: random.chance(0.2) ? null : random.pick(teams), beforeId: null }),
    (ctx) => deleteMember(ctx, random.pick(members)),
    (ctx) => undeleteMember(ctx, random.pick(members)),
    (ctx) => suspendMember(ctx, random.pick(members)),
    (ctx) => unsuspendMember(ctx, random.pick(members)),
    (ctx) => blockApps(ctx, random.pick(members)),
    (ctx) => unblockApps(ctx, random.pick(members)),
    (ctx) =>
      assignPermission(ctx, {
        companyId,
        memberId: random.pick(members),
        permissionId: random.chance(0.4) ? null : random.pick(templates),
      }),
    (ctx) => updatePermission(ctx, companyId, random.pick(templates), { name: `P${randomUUID()}`, surfaces: surfaces() }),
    (ctx) => setDefaultPermission(ctx, companyId, random.chance(0.5) ? null : random.pick(templates)),
    (ctx) =>
      set(ctx, sql`user_type_id = case when company_id = ${companyId} then ${random.chance(0.4) ? null : random.pick(types)}::uuid end`),
    (ctx) =>
      sql`update members.user_type set permission_id = ${random.chance(0.3) ? null : random.pick(templates)}::uuid
        where tenant_id = ${ctx.tenant} and user_type_id = ${random.pick(types)}`.execute(ctx.db),
    (ctx) => set(ctx, sql`personal_email = ${random.chance(0.2) ? null : 'm@mail.example'}::text`),
    (ctx) =>
      set(
        ctx,
        sql`activates_at = ${random.chance(0.5) ? null : new Date(Date.now() + (random.chance(0.5) ? 1 : -1) * 86_400_000)}::timestamptz`,
      ),
    (ctx) => set(ctx, sql`first_signed_in_at = now()`),
    (ctx) => useApp(ctx, random.pick(members), random.pick(['mobile', 'pc', 'drive_mobile'])),
    (ctx) => useApp(ctx, random.pick(members), random.pick(['mobile', 'pc'])),
    (ctx) => sql`delete from devices.device_row where tenant_id = ${ctx.tenant} and member_id = ${random.pick(members)}`.execute(ctx.db),
    (ctx) =>
      sql`insert into installation.opt_out values (${ctx.tenant}, ${random.pick(members)}, now()) on conflict do nothing`.execute(ctx.db),
    (ctx) => sql`delete from installation.opt_out where tenant_id = ${ctx.tenant} and member_id = ${random.pick(members)}`.execute(ctx.db),
    async (ctx) => {
      const memberId = random.pick(members)
      const member = await findMember(ctx, memberId)
      const wanted = [...new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(teams)))]
      const affiliations = wanted.map((teamId, i) => ({
        teamId,
        positionId: null,
        isPrimary: i === 0,
        isLeader: false,
        visible: true,
        useTeamFeature: true,
      }))
      return setAffiliations(ctx, { companyId, memberId, revision: member?.revision ?? 0, affiliations })
    },
    async (ctx) => {
      const memberId = random.pick(members)
      const back = (await findMember(ctx, memberId))?.companyId === sibling.companyId
      const to = { companyId: back ? companyId : sibling.companyId, login: `moved${++login}`, teamId: back ? random.pick(teams) : there }
      await transferMember(ctx, memberId, to, hasOpenOperation)
    },
  ]
  let [done, made] = [0, 0]
  while (done < 250) {
    const batch = Array.from({ length: 1 + random.below(6) }, () => as((ctx) => random.pick(acts)(ctx)))
    for (const result of await Promise.allSettled(batch))
      if (result.status === 'fulfilled') made += 1
      else
        expect(
          refusals,
          String(result.reason) +
            ' ' +
            String((result.reason as { detail?: string }).detail) +
            String((result.reason as { where?: string }).where),
        ).toContain((result.reason as { code?: string }).code)
    done += batch.length
    if (random.chance(0.06)) await Promise.all([fold(), fold()])
    if (random.chance(0.06)) await expectExact()
  }
  expect(made).toBeGreaterThan(120)
  await expectExact()
  await fold()
  await expectExact()

  const people = await everybodyOf(companyId)
  const subtrees = await subtreesOf(companyId)
  const filters: InstallationFilter[] = [
    {},
    { mobile: 'installed' },
    { pc: 'no_permission' },
    { mobile: 'not_installed', pc: 'installed' },
    ...(['selectable', 'suspended', 'awaiting', 'no_permission', 'installed', 'no_email', 'opted_out'] as const).map((guide) => ({
      guide,
    })),
    { q: 'counted1' },
  ]
  for (const filter of filters.flatMap((one) => [
    one,
    { ...one, team: teams[0] ?? '' },
    { ...one, team: teams[0] ?? '', subteams: 'false' as const },
  ]))
    await as(async (ctx) => {
      const { team, q } = filter
      const subtree = filter.subteams === 'false' ? new Set([team ?? '']) : subtrees.get(team ?? '')
      const wanted = people.filter((p) => {
        const blocked = guideBlockedBy(p, ctx.now) ?? 'selectable'
        if (team && !p.teams.some((t) => subtree?.has(t))) return false
        if (filter.mobile && installationState(p, 'mobile') !== filter.mobile) return false
        if (filter.pc && installationState(p, 'pc') !== filter.pc) return false
        return !filter.guide || blocked === filter.guide
      })
      const found = await listInstallation(ctx, {
        companyId,
        filter,
        reach: everything,
        sort: 'login',
        direction: 'asc',
        cursor: undefined,
        limit: 200,
      })
      const ids = found.items.map((row) => row.id)
      expect(await countInstallation(ctx, { companyId, filter, reach: everything })).toBe(ids.length)
      if (q === undefined) expect(ids.toSorted()).toEqual(wanted.map((p) => p.id).toSorted())
      else expect(found.items.every((row) => row.login.includes(q))).toBe(true)
      for (const row of found.items) {
        const person = people.find((p) => p.id === row.id)
        expect(person && [row.mobile.state, row.pc.state, row.guideBlocked]).toEqual(
          person && [installationState(person, 'mobile'), installationState(person, 'pc'), guideBlockedBy(person, ctx.now)],
        )
      }
    })
}, 300_000)

it('IS-1: a member who uses two apps for the first time at once, and leaves a team meanwhile, counts right', async () => {
  const { companyId } = company
  const people = await makeMembers(server, company, 12, 'racing')
  const [top = '', left = '', right = ''] = await as(async (ctx) => {
    const node = await createTeam(ctx, { companyId, parentId: null, name: 'Node' })
    return [
      node,
      await createTeam(ctx, { companyId, parentId: node, name: 'L' }),
      await createTeam(ctx, { companyId, parentId: node, name: 'R' }),
    ]
  })
  for (const team of [left, right])
    await as((ctx) =>
      addTeamMembers(
        ctx,
        companyId,
        team,
        people.map((p) => p.id),
      ),
    )
  await Promise.all(
    people.flatMap(({ id }) => [
      as((ctx) => useApp(ctx, id, 'mobile')),
      as((ctx) => useApp(ctx, id, 'pc')),
      as((ctx) =>
        sql`delete from members.affiliation where tenant_id = ${ctx.tenant} and member_id = ${id} and team_id = ${left}`.execute(ctx.db),
      ),
      as((ctx) =>
        sql`update members.member set personal_email = 'm@mail.example' where tenant_id = ${ctx.tenant} and member_id = ${id}`.execute(
          ctx.db,
        ),
      ),
    ]),
  )
  const [counted] = await as((ctx) => selectTeamCounts(ctx, companyId, true, [top]))
  expect(counted?.members).toBe(12)
  await expectExact()
})

it('IS-5, T-2: a send’s effect counts who begins to use an app it named within 7 and 30 days after their mail left, once, and nobody else', async () => {
  const { companyId, tenant, admin } = company
  const { pool } = server.database.owner
  const guide = randomUUID()
  await pool.query(
    `insert into installation.guide (tenant_id, guide_id, company_id, sent_at, by_id, by_name, everyone, texts, links, recipients, sent)
     values ($1, $2, $3, now(), $4, 'A', false, '{}', '{}', 7, 6)`,
    [tenant, guide, companyId, admin.id],
  )
  const second = 1_000
  const day = 86_400 * second
  const cases: [name: string, app: string, missing: string, ago: number, state: number][] = [
    ['at once', 'mobile', 'mobile', 0, 2],
    ['just within 7 days', 'pc', 'pc', 7 * day - second, 2],
    ['after 7 days', 'mobile', 'mobile', 7 * day + second, 2],
    ['just within 30 days', 'mobile', 'mobile', 30 * day - second, 2],
    ['after 30 days', 'mobile', 'mobile', 30 * day + second, 2],
    ['not what it named', 'pc', 'mobile', 0, 2],
    ['it never left', 'mobile', 'mobile', 0, 3],
  ]
  const people = await makeMembers(server, company, cases.length, 'effect')
  await as(async (ctx) => {
    for (const [i, [, app, missing, ago, state]] of cases.entries()) {
      const id = people[i]?.id ?? ''
      await sql`insert into installation.recipient (tenant_id, guide_id, member_id, name, login, address, mobile, pc, state, due_at, ended_at)
        values (${tenant}, ${guide}, ${id}, 'N', 'l', 'a', ${missing === 'mobile' ? 'not_installed' : 'installed'}, ${missing === 'pc' ? 'not_installed' : 'installed'},
          ${state}, now(), now() - make_interval(secs => ${ago / second}))`.execute(ctx.db)
      await useApp(ctx, id, app)
      await useApp(ctx, id, app)
    }
  })
  const { rows } = await pool.query('select within_7, within_30 from installation.guide where guide_id = $1', [guide])
  expect(rows).toEqual([{ within_7: 2, within_30: 4 }])
})
