import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { inTenant } from '../../platform/db.ts'
import { eventsQuery, type EventFilter } from './log.queries.ts'

let database: TestDatabase
const [tenant, companyId, actor, subject] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]

beforeAll(async () => {
  database = await createTestDatabase()
  // A year of a big company, an event every five minutes, among 300 small tenants. A rare actor, member and action hide in it.
  const insert = `insert into audit.event (tenant_id, event_id, company_id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id)`
  const id = `(lpad(to_hex((1767225600000 + i::bigint * 300000)), 12, '0') || '70008000' || lpad(to_hex(i::bigint), 12, '0'))::uuid`
  await database.owner.pool.query(
    `${insert} select $1::uuid, ${id}, $2::uuid, now(), case when i % 21000 = 0 then 'system' else 'member' end,
       case when i % 19000 = 0 then $3::uuid else gen_random_uuid() end, 'x', case when i % 15000 = 0 then 'role.created' when i % 17000 = 0 then 'member.transferred' else 'member.suspended' end,
       'member', case when i % 23000 = 0 then $4::uuid else gen_random_uuid() end
     from generate_series(1, 100000) i`,
    [tenant, companyId, actor, subject],
  )
  await database.owner.pool.query(
    `${insert} select t, gen_random_uuid(), c, now(), 'system', null, 'x', 'member.registered', 'member', null
     from (select gen_random_uuid() t, gen_random_uuid() c from generate_series(1, 300)) s, generate_series(1, 200)`,
  )
  await database.owner.pool.query('vacuum analyze audit.event')
}, 120_000)
afterAll(() => database.drop())

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Rows Removed by Filter'?: number
  Plans?: Node[]
}
const nodes = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

const day = (n: number) => new Date(Date.UTC(2026, 5, n))
const filters: Record<string, Omit<EventFilter, 'companyId'>> = {
  nothing: {},
  'a day': { from: day(1), until: day(2) },
  'who acted': { actor },
  'on whom': { subjectId: subject },
  'a noun': { action: 'role.' },
  'the system': { actor: 'system' },
  'a rare action of a frequent noun': { action: 'member.transferred' },
  'an action, since a day': { action: 'role.created', from: day(1) },
}

it.each(Object.entries(filters))(
  'P-4: filtered by %s, a page of the log comes from an index, under row-level security',
  async (_, filter) => {
    const rows = await inTenant(database.app.db, tenant, async (tx) => {
      const query = eventsQuery({ db: tx, tenant }, { companyId, ...filter }, { after: null, limit: 51 }).compile()
      const explain = { ...query, sql: `explain (analyze, format json) ${query.sql}` }
      const found = await tx.executeQuery<{ 'QUERY PLAN': [{ Plan: Node }] }>(explain)
      return nodes(found.rows[0]?.['QUERY PLAN'][0].Plan as Node)
    })
    const reads = rows.filter((n) => n['Relation Name'] === 'event')
    // In order from one index, or the few there are by a bitmap of it: it depends on the sample the statistics took.
    expect(reads).toHaveLength(1)
    expect(['Index Scan', 'Bitmap Heap Scan']).toContain(reads[0]?.['Node Type'])
    expect(reads[0]?.['Actual Rows']).toBeLessThanOrEqual(51)
    expect(reads[0]?.['Rows Removed by Filter'] ?? 0).toBeLessThanOrEqual(51)
  },
)
