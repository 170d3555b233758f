import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { MemberFilter, MemberSort } from '@muster/contract'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import type { Scope } from './list.queries.ts'
import { gatherInTeamsAtMost, type Cursor } from './list.rules.ts'
import { countMembers, listMembers, scopeOf } from './list.service.ts'
import { selectPage } from './page.queries.ts'
import { findPage } from './page.service.ts'
import { countEntries } from './tally.queries.ts'

let database: TestDatabase
const tenant = randomUUID()
const companyId = randomUUID()
const everyTeam = '00000000-0000-4000-8000-000000001000'
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

beforeAll(async () => {
  database = await createTestDatabase()
  const { pool } = database.owner
  // One big company among thirty small ones; the triggers make the list's own tables.
  const tenants = [
    { tenant, companyId, members: 30_000 },
    ...Array.from({ length: 30 }, () => ({ tenant: randomUUID(), companyId: randomUUID(), members: 100 })),
  ]
  for (const one of tenants) {
    await pool.query("insert into company.tenant values ($1, 'T', now())", [one.tenant])
    await pool.query(
      "insert into company.company (tenant_id, company_id, name, plan_core, locale, created_at) values ($1, $2, 'C', 'standard', 'en', now())",
      [one.tenant, one.companyId],
    )
    await pool.query('insert into company.domain values ($1, $2, $3)', [`${one.tenant}.example`, one.tenant, one.companyId])
    await pool.query("insert into company.zone values ($1, $2, '-infinity', 'Asia/Seoul')", [one.tenant, one.companyId])
    await pool.query(
      `insert into members.level (tenant_id, level_id, company_id, name, rank) select $1, ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, $2, 'L' || i, i from generate_series(1, 40) i`,
      [one.tenant, one.companyId],
    )
    await pool.query(`insert into members.team (tenant_id, team_id, company_id, name) values ($1, $3, $2, 'All')`, [
      one.tenant,
      one.companyId,
      everyTeam,
    ])
    // Beneath it from the start: moved there one by one, each is counted anew.
    await pool.query(
      `insert into members.team (tenant_id, team_id, company_id, name, parent_id) select $1, ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, $2, 'T' || i, $3 from generate_series(1, 300) i`,
      [one.tenant, one.companyId, everyTeam],
    )
    await pool.query(
      `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, first_signed_in_at, suspended_at, suspended_reason, level_id)
       select $1, gen_random_uuid(), $2, 'm' || i, chr(44032 + i % 977) || chr(44032 + i % 1009) || chr(44032 + i % 1013), 'ko', 'admin', now() - interval '60 days',
         case when i % 50 > 0 then now() - interval '50 days' end, case when i % 100 = 1 then now() end, case when i % 100 = 1 then 'administrator' end,
         ('00000000-0000-4000-8000-' || lpad((1 + i % 40)::text, 12, '0'))::uuid
       from generate_series(1, $3::integer) i`,
      [one.tenant, one.companyId, one.members],
    )
    // What autovacuum would know by then: without it the counts of teams are added up by reading whole tables.
    if (one.members > 1_000) await pool.query('analyze members.member, members.team, members.entry, installation.entry')
    // In parts, as registration does it.
    for (let part = 0; part < one.members; part += 1_000)
      await pool.query(
        `insert into members.affiliation (tenant_id, member_id, team_id, company_id, is_primary)
         select $1, m.member_id, ('00000000-0000-4000-8000-' || lpad((1 + substr(m.login, 2)::integer % 300)::text, 12, '0'))::uuid, $2, true
         from members.member m where m.tenant_id = $1 and substr(m.login, 2)::integer > $3::integer and substr(m.login, 2)::integer <= $3::integer + 1000`,
        [one.tenant, one.companyId, part],
      )
    await pool.query(
      `update members.member set leave_from = now() - interval '1 day' where tenant_id = $1 and substr(login, 2)::integer % 97 = 0`,
      [one.tenant],
    )
    // Most used the suite today or in the days before, some a month ago, the others never.
    await pool.query(
      `insert into activity.calendar (tenant_id, company_id, fact, member_id, last, days)
       select d.tenant_id, d.company_id, 2, d.member_id, d.last, set_bit(0::bit(768), d.last - activity.base(d.last), 1)
       from (select m.*, (now() at time zone 'Asia/Seoul')::date - (case i % 10 when 8 then 5 + i % 7 when 7 then 30 else i % 3 end)::integer as last
         from members.member m, lateral (select substr(m.login, 2)::integer as i) n where m.tenant_id = $1 and i % 10 < 9) d`,
      [one.tenant],
    )
    await pool.query(
      `insert into activity.gap (tenant_id, company_id, fact, day, previous, n)
       select tenant_id, company_id, fact, last, '-infinity', count(*) from activity.calendar where tenant_id = $1 group by 1, 2, 3, 4`,
      [one.tenant],
    )
    await pool.query('select members.fold_tally($1)', [one.tenant])
  }
  await pool.query(
    'vacuum analyze members.member, members.entry, members.search, members.affiliation, members.team, members.tally, members.place, activity.calendar',
  )
}, 600_000)
afterAll(() => database.drop())

const inTenant = <T>(work: (ctx: Ctx) => Promise<T>) =>
  scopes(database.app.db, () => new Date(), createLog('silent'))(tenant, systemActor('test')).transaction(work)

/** What this connection has read of the big tables: sequential scans, and rows by index. */
async function readOf(ctx: Ctx): Promise<{ scans: number; rows: number }> {
  const { rows } = await sql<{ scans: number; read: number }>`
    select t.seq_scan as scans, t.idx_tup_fetch as read from pg_stat_xact_user_tables t
    where t.schemaname = 'members' and t.relname in ('entry', 'search', 'member', 'affiliation')`.execute(ctx.db)
  return { scans: rows.reduce((n, r) => n + r.scans, 0), rows: rows.reduce((n, r) => n + r.read, 0) }
}

const filters: [string, MemberFilter][] = [
  ['everyone', {}],
  ['in use', { state: 'in_use' }],
  ['pending', { state: 'pending_expired' }],
  ['suspended', { state: 'suspended' }],
  ['a level', { level: id(2) }],
  ['a team', { team: id(7) }],
  ['a part of a name', { q: String.fromCharCode(44032 + 5, 44032 + 5) }],
  ['a part of an ID', { q: 'm1234' }],
]
const sorts: MemberSort[] = ['order', 'name', 'login', 'employeeNumber', 'createdAt']

it.each(filters.flatMap(([name, filter]) => sorts.map((sort) => [name, sort, filter] as const)))(
  'P-2: %s by %s: by index under row-level security, and little more than the page',
  async (_, sort, filter) => {
    await inTenant(async (ctx) => {
      const before = await readOf(ctx)
      const reach = { names: true, team: null }
      const page = { sort, direction: 'asc', cursor: undefined, limit: 50 } as const
      const first = await listMembers(ctx, { companyId, filter, reach, ...page })
      expect(first.items.length).toBeGreaterThan(0)
      if (first.next) await listMembers(ctx, { companyId, filter, reach, ...page, cursor: first.next })
      await countMembers(ctx, { companyId, filter, reach })
      const read = await readOf(ctx)
      expect(read.rows - before.rows).toBeGreaterThan(0)
      expect(read.scans - before.scans).toBe(0)
      expect(read.rows - before.rows).toBeLessThan(6_000)
    })
  },
)

/** The whole list by the given way, page after page, and by gathering and sorting at once. */
async function bothWays(ctx: Ctx, scope: Scope, sort: MemberSort, direction: 'asc' | 'desc'): Promise<[string[], string[]]> {
  const walked: string[] = []
  let after: Cursor | null = null
  for (let page = 0; page < 4; page++) {
    const { rows } = await findPage(ctx, scope, { sort, direction, after, limit: 200 }, null)
    walked.push(...rows.map((r) => r.id))
    after = rows.at(-1)?.place ?? null
    if (rows.length < 200) break
  }
  const { rows } = await selectPage(ctx, scope, { sort, direction, after: null, limit: walked.length + 1 }, { gather: null })
  return [walked, rows.slice(0, walked.length).map((r) => r.id)]
}

const large: [string, MemberFilter][] = [
  ['everyone', {}],
  ['in use', { state: 'in_use' }],
  ['used within 7 days', { lastUse: '7' }],
  ['used within 30 days', { lastUse: '30' }],
  ['never', { lastUse: 'never' }],
  ['all teams', { team: everyTeam }],
  ['all teams and never', { team: everyTeam, lastUse: 'never' }],
]

it.each(large.flatMap(([name, filter]) => (['lastUse', 'order', 'name'] as const).map((sort) => [name, sort, filter] as const)))(
  '%s by %s: however the pages are found, they are those of the whole list sorted',
  async (_, sort, filter) => {
    await inTenant(async (ctx) => {
      const { scope } = await scopeOf(ctx, { companyId, filter, reach: { names: true, team: null } })
      for (const direction of ['asc', 'desc'] as const) {
        const [walked, gathered] = await bothWays(ctx, scope, sort, direction)
        expect(walked.length).toBeGreaterThan(200)
        expect(walked).toEqual(gathered)
      }
    })
  },
)

it('AU-8: those who have lapsed are counted from the counts kept and the few whom they do not tell of, and are those of the list', async () => {
  await inTenant(async (ctx) => {
    const asked = {
      companyId,
      filter: { state: 'in_use', onLeave: 'false', lastUse: 'lapsed' },
      reach: { names: true, team: null },
    } as const
    const { scope } = await scopeOf(ctx, asked)
    const before = await readOf(ctx)
    const counted = await countMembers(ctx, asked)
    expect((await readOf(ctx)).rows - before.rows).toBeLessThan(6_000)
    expect(counted).toBe(await countEntries(ctx, scope))
  })
})

it.each([{ state: 'in_use' }, { onLeave: 'false' }] as const)(
  'of a large team, those with %j are its members but the others',
  async (filter) => {
    await inTenant(async (ctx) => {
      const asked = { companyId, filter: { ...filter, team: everyTeam }, reach: { names: true, team: null } }
      const { scope } = await scopeOf(ctx, asked)
      expect(scope.within?.members).toBeGreaterThan(gatherInTeamsAtMost)
      const total = await countMembers(ctx, asked)
      expect(total).toBe(await countEntries(ctx, scope))
      expect(total).toBeLessThan(scope.within?.members ?? 0)
    })
  },
)

it('MB-3: a pair of characters that nearly everybody has is not looked up, and whoever has the words is found all the same', async () => {
  const { pool } = database.owner
  const found = (words: string) =>
    inTenant(async (ctx) => {
      const { rows } = await sql<{ login: string }>`select m.login from members.find_by_words(${companyId}, ${words}, null) f
        join members.member m on m.tenant_id = ${tenant} and m.member_id = f order by m.login`.execute(ctx.db)
      return rows.map(({ login }) => login)
    })
  const pairsOf = async (words: string) => {
    const { rows } = await pool.query<{ common: boolean }>(
      'select p = any (members.common_pairs(0.25)) as common from unnest(members.pairs($1, $2)) p',
      [companyId, words],
    )
    return rows.map(({ common }) => common).toSorted()
  }
  await pool.query('analyze members.search')
  // Of all 33,000 members, the small companies' among them, 11,111 have an ID of this company that begins so.
  expect(await pairsOf('m2')).toEqual([true])
  expect(await pairsOf('m2345')).toEqual([false, false, false, true])
  expect(await found('m2345')).toEqual(['m2345', ...Array.from({ length: 10 }, (_, n) => `m2345${n}`)])
  expect(await found('m2')).toHaveLength(11_111)
})
