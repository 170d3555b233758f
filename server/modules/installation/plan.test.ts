import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { InstallationFilter } from '@muster/contract'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { claimMails, writeOutcomes } from './delivery.queries.ts'
import { insertGuide, insertRecipients } from './guide.queries.ts'
import { countGathered, selectKinds, selectPage, type Sought } from './list.queries.ts'
import { awaitingWanted, kindMeets, type Way } from './list.rules.ts'
import { countInstallation, listInstallation } from './list.service.ts'
import { listInstallationTeamCounts } from './team.service.ts'

let database: TestDatabase
const [tenant, companyId] = [randomUUID(), randomUUID()]
const teamId = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const everyTeam = teamId(1_000)

beforeAll(async () => {
  database = await createTestDatabase()
  const { pool } = database.owner
  // One company among ten small ones; the triggers make the module's own tables.
  const tenants = [
    { tenant, companyId, members: 3_000 },
    ...Array.from({ length: 10 }, () => ({ tenant: randomUUID(), companyId: randomUUID(), members: 20 })),
  ]
  for (const one of tenants) {
    await pool.query("insert into company.tenant values ($1, 'T', now())", [one.tenant])
    await pool.query(
      "insert into company.company (tenant_id, company_id, name, plan_core, locale, created_at) values ($1, $2, 'C', 'standard', 'en', now())",
      [one.tenant, one.companyId],
    )
    await pool.query(
      `insert into members.team (tenant_id, team_id, company_id, name) select $1, ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, $2, 'T' || i
       from (select generate_series(1, 60) union all select 1000) g (i)`,
      [one.tenant, one.companyId],
    )
    await pool.query('update members.team set parent_id = $2 where tenant_id = $1 and team_id <> $2', [one.tenant, everyTeam])
    await pool.query(
      `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, personal_email, app_blocked_at, suspended_at, suspended_reason)
       select $1, gen_random_uuid(), $2, 'm' || i, chr(44032 + i % 977) || chr(44032 + i % 1009), 'ko', 'admin', now(), case when i % 3 > 0 then 'm@mail.example' end,
         case when i % 200 = 7 then now() end, case when i % 100 = 1 then now() end, case when i % 100 = 1 then 'administrator' end
       from generate_series(1, $3::integer) i`,
      [one.tenant, one.companyId, one.members],
    )
    for (let part = 0; part < one.members; part += 1_000)
      await pool.query(
        `insert into members.affiliation (tenant_id, member_id, team_id, company_id, is_primary)
         select $1, m.member_id, ('00000000-0000-4000-8000-' || lpad((1 + substr(m.login, 2)::integer % 60)::text, 12, '0'))::uuid, $2, true
         from members.member m where m.tenant_id = $1 and substr(m.login, 2)::integer > $3::integer and substr(m.login, 2)::integer <= $3::integer + 1000`,
        [one.tenant, one.companyId, part],
      )
    await pool.query("insert into devices.model (tenant_id, name, folded) values ($1, 'M', 'm')", [one.tenant])
    await pool.query(
      `with made as (
         insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
         select $1, m.member_id, m.member_id::text, (select model_id from devices.model where tenant_id = $1), 'ios', '1', '', now()
         from members.member m where m.tenant_id = $1 and substr(m.login, 2)::integer % 4 > 0 returning *
       )
       insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
       select $1, d.device_id, d.device_id, case when get_byte(uuid_send(d.device_id), 0) < 200 then 'mobile' else 'pc' end, gen_random_uuid(), $2, d.model_id, 'ios', '1', '', '1', '', now(), now()
       from made d`,
      [one.tenant, one.companyId],
    )
    await pool.query('select installation.fold($1)', [one.tenant])
  }
  await pool.query(
    'vacuum analyze installation.entry, installation.tally, installation.team_count, members.member, members.search, members.affiliation, members.team, devices.device_row',
  )
}, 300_000)
afterAll(() => database.drop())

const inTenant = <T>(work: (ctx: Ctx) => Promise<T>) =>
  scopes(database.app.db, () => new Date(), createLog('silent'))(tenant, systemActor('test')).transaction(work)

/** What this connection has read of the big tables: sequential scans, and rows by index. */
async function readOf(ctx: Ctx): Promise<{ scans: number; rows: number }> {
  const { rows } = await sql<{ scans: number; read: number }>`
    select coalesce(t.seq_scan, 0) as scans, coalesce(t.idx_tup_fetch, 0) as read from pg_stat_xact_user_tables t
    where (t.schemaname, t.relname) in (('installation', 'entry'), ('members', 'member'), ('members', 'affiliation'), ('devices', 'device_row'),
      ('installation', 'recipient'))`.execute(ctx.db)
  return { scans: rows.reduce((n, r) => n + r.scans, 0), rows: rows.reduce((n, r) => n + r.read, 0) }
}

const nothing = { subject: null, introduction: null }

const filters: [string, InstallationFilter][] = [
  ['everybody', {}],
  ['not installed', { mobile: 'not_installed' }],
  ['the few without permission', { pc: 'no_permission' }],
  ['selectable', { guide: 'selectable' }],
  ['a team', { team: teamId(7) }],
  ['a team and a state', { team: teamId(7), mobile: 'installed' }],
  ['a name', { q: String.fromCharCode(44032 + 5, 44032 + 5) }],
]

it.each(filters)('IS-1, P-2: %s: by index under row-level security, and little more than the page', async (_, filter) => {
  await inTenant(async (ctx) => {
    // As on a server whose data is in memory; else so few members are read at once.
    await sql`set local random_page_cost = 1.1`.execute(ctx.db)
    const before = await readOf(ctx)
    const reach = { names: true, team: null }
    const page = { sort: 'name', direction: 'asc', cursor: undefined, limit: 50 } as const
    const first = await listInstallation(ctx, { companyId, filter, reach, ...page })
    expect(first.items.length).toBeGreaterThan(0)
    if (first.next) await listInstallation(ctx, { companyId, filter, reach, ...page, cursor: first.next })
    await countInstallation(ctx, { companyId, filter, reach })
    const read = await readOf(ctx)
    expect(read.scans - before.scans).toBe(0)
    expect(read.rows - before.rows).toBeLessThan(1_500)
  })
})

it('IS-1: the tree with its counts reads no member', async () => {
  await inTenant(async (ctx) => {
    const before = await readOf(ctx)
    const teams = await listInstallationTeamCounts(ctx, { companyId, beneath: true, open: null, reach: { names: true, team: null } })
    expect(teams.find(({ teamId: id }) => id === everyTeam)?.members).toBe(3_000)
    expect(await readOf(ctx)).toEqual(before)
  })
})

it('IS-6: the next mails of a send are claimed, and their outcomes written, by key, however many have left before', async () => {
  await inTenant(async (ctx) => {
    await sql`set local random_page_cost = 1.1`.execute(ctx.db)
    const template = { texts: { en: nothing, ko: nothing, ja: nothing }, links: { ios: null, android: null, windows: null, macos: null } }
    const send = { guideId: randomUUID(), companyId, byId: randomUUID(), byName: 'Ada', everyone: true, teamId: null, template }
    await insertGuide(ctx, send)
    const { recipients } = await insertRecipients(ctx, send.guideId, { companyId, members: null, teams: null, domain: 'x.example' })
    const claimed = new Set<string>()
    const read = { scans: 0, rows: 0 }
    while (claimed.size < recipients) {
      const before = await readOf(ctx)
      const { mails } = await claimMails(ctx, companyId, 50)
      expect(mails.length).toBe(Math.min(50, recipients - claimed.size))
      for (const { memberId } of mails) claimed.add(memberId)
      await writeOutcomes(
        ctx,
        mails.map((mail) => ({ ...mail, state: 2, reply: '250 ok', bounced: false, dueAt: null, counts: true })),
      )
      const after = await readOf(ctx)
      read.scans += after.scans - before.scans
      read.rows = Math.max(read.rows, after.rows - before.rows)
    }
    expect(claimed.size).toBeGreaterThan(1_000)
    expect(read.scans).toBe(0)
    expect(read.rows).toBeLessThan(500)
    await sql`delete from installation.recipient where guide_id = ${send.guideId}`.execute(ctx.db)
    await sql`delete from installation.guide where guide_id = ${send.guideId}`.execute(ctx.db)
  })
})

it('IS-1: a text that very many bear: walked along or gathered, the same page; counted exactly', async () => {
  await inTenant(async (ctx) => {
    const kinds = await selectKinds(ctx, companyId)
    const sought: Sought = { companyId, kinds, awaiting: null, members: { words: 'm' }, teams: null }
    const sorting = { sort: 'name', direction: 'asc', after: null, limit: 40 } as const
    const [walked, gathered] = [await selectPage(ctx, sought, sorting, 'walk'), await selectPage(ctx, sought, sorting, 'gather_words')]
    expect(walked).toHaveLength(40)
    expect(gathered).toEqual(walked)
    expect(await countGathered(ctx, sought, 'gather_words')).toBe(3_000)
  })
})

const ways: Way[] = ['merge', 'gather_teams', 'gather_kinds', 'walk']
it.each([{}, { mobile: 'not_installed' }, { guide: 'selectable', pc: 'not_installed' }] as InstallationFilter[])(
  'IS-1: %j: however a page is found, it is the same',
  async (filter) => {
    await inTenant(async (ctx) => {
      const kinds = (await selectKinds(ctx, companyId)).filter((kind) => kindMeets(kind, filter))
      const sought: Sought = { companyId, kinds, awaiting: awaitingWanted(filter), members: null, teams: null }
      const teams = Array.from({ length: 60 }, (_, i) => teamId(i + 1))
      for (const sort of ['name', 'login'] as const)
        for (const direction of ['asc', 'desc'] as const) {
          const after = (await selectPage(ctx, sought, { sort, direction, after: null, limit: 40 }, 'merge')).at(-1)?.place ?? null
          const pages = await Promise.all(
            ways.map((way) => selectPage(ctx, way === 'merge' ? sought : { ...sought, teams }, { sort, direction, after, limit: 40 }, way)),
          )
          const [first = [], ...others] = pages.map((page) => page.map(({ id }) => id))
          expect(first).toHaveLength(40)
          for (const other of others) expect(other).toEqual(first)
        }
    })
  },
)
