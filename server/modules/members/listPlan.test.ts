import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sql } from 'kysely'
import type { MemberFilter, MemberSort } from '@muster/contract'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { countMembers, listMembers } from './list.service.ts'

let database: TestDatabase
const tenant = randomUUID()
const companyId = randomUUID()
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
    await pool.query(
      `insert into members.team (tenant_id, team_id, company_id, name) select $1, ('00000000-0000-4000-8000-' || lpad(i::text, 12, '0'))::uuid, $2, 'T' || i from generate_series(1, 300) i`,
      [one.tenant, one.companyId],
    )
    await pool.query(
      `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at, first_signed_in_at, suspended_at, suspended_reason, level_id)
       select $1, gen_random_uuid(), $2, 'm' || i, chr(44032 + i % 977) || chr(44032 + i % 1009) || chr(44032 + i % 1013), 'ko', 'admin', now() - interval '60 days',
         case when i % 50 > 0 then now() - interval '50 days' end, case when i % 100 = 1 then now() end, case when i % 100 = 1 then 'administrator' end,
         ('00000000-0000-4000-8000-' || lpad((1 + i % 40)::text, 12, '0'))::uuid
       from generate_series(1, $3::integer) i`,
      [one.tenant, one.companyId, one.members],
    )
    // In parts, as registration does it.
    for (let part = 0; part < one.members; part += 1_000)
      await pool.query(
        `insert into members.affiliation (tenant_id, member_id, team_id, company_id, is_primary)
         select $1, m.member_id, ('00000000-0000-4000-8000-' || lpad((1 + substr(m.login, 2)::integer % 300)::text, 12, '0'))::uuid, $2, true
         from members.member m where m.tenant_id = $1 and substr(m.login, 2)::integer > $3::integer and substr(m.login, 2)::integer <= $3::integer + 1000`,
        [one.tenant, one.companyId, part],
      )
    await pool.query('select members.fold_tally($1)', [one.tenant])
  }
  await pool.query(
    'vacuum analyze members.member, members.entry, members.search, members.affiliation, members.team, members.tally, members.place',
  )
}, 180_000)
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
