import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { inTenant } from '../../platform/db.ts'
import { figuresQuery } from './activity.queries.ts'

let database: TestDatabase
const [tenant, companyId] = [randomUUID(), randomUUID()]
const to = '2026-12-31'

/** Vacuums until the rows are known as visible to all: what else runs in the database just then (autovacuum, an analyze) puts it off. */
async function vacuumed(tables: string[]) {
  const known = async () => {
    await database.owner.pool.query(`vacuum analyze ${tables.map((t) => `activity.${t}`).join(', ')}`)
    const { rows } = await database.owner.pool.query(
      `select 1 from pg_class where oid = any ($1::text[]::regclass[]) and relallvisible < relpages`,
      [tables.map((t) => `activity.${t}`)],
    )
    return rows.length === 0
  }
  await vi.waitUntil(known, { timeout: 60_000, interval: 200 })
}

beforeAll(async () => {
  database = await createTestDatabase()
  const { pool } = database.owner
  // What runs by itself meanwhile would keep the rows of before from being known as visible to all.
  for (const table of ['gap', 'day']) await pool.query(`alter table activity.${table} set (autovacuum_enabled = false)`)
  // Two years, each day with a gap row for every third day before it: what a big company has, among 50 small ones.
  await pool.query(
    `insert into activity.gap select $1, $2, f, d, p, 1 from generate_series(0, 3) f, generate_series(date '2025-01-01', date '2026-12-31', '1 day') t, date(t) d
     cross join lateral (select d - j from generate_series(1, 366, 3) j union all select '-infinity') x (p)`,
    [tenant, companyId],
  )
  await pool.query(
    `insert into activity.gap select t, gen_random_uuid(), f, d, d - 1, 1
     from (select gen_random_uuid() t from generate_series(1, 50)) t, generate_series(0, 3) f, generate_series(date '2026-01-01', date '2026-12-31', '1 day') x, date(x) d`,
  )
  await pool.query('insert into activity.day select tenant_id, company_id, fact, day, sum(n) from activity.gap group by 1, 2, 3, 4')
  await vacuumed(['gap', 'day'])
}, 120_000)
afterAll(() => database.drop())

type Node = {
  'Node Type': string
  'Relation Name'?: string
  'Index Cond'?: string
  'Actual Rows': number
  'Actual Loops': number
  Plans?: Node[]
}
const nodes = (plan: Node): Node[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)]

async function planOf(from: string): Promise<Node[]> {
  const query = figuresQuery(
    tenant,
    companyId,
    [2, 0, 3].map((fact) => ({ fact, from, to })),
  ).compile(database.app.db)
  return inTenant(database.app.db, tenant, async (tx) => {
    const explain = { ...query, sql: `explain (analyze, format json) ${query.sql}` }
    const { rows } = await tx.executeQuery<{ 'QUERY PLAN': [{ Plan: Node }] }>(explain)
    return nodes(rows[0]?.['QUERY PLAN'][0].Plan as Node)
  })
}
const reads = (plan: Node[], relation: string) => plan.filter((n) => n['Relation Name'] === relation)

it.each(['2026-12-25', '2026-12-02', '2026-01-01'])(
  'AU-2: figures from %s read gap rows by index only, under row-level security, and none they do not count',
  async (from) => {
    const plan = await planOf(from)
    const gaps = reads(plan, 'gap')
    expect(gaps.map((n) => n['Node Type'])).toEqual(['Index Only Scan'])
    expect(gaps[0]?.['Index Cond']).toMatch(/tenant_id.*company_id.*fact.*day.*previous </)
    expect(reads(plan, 'day').every((n) => n['Node Type'] !== 'Seq Scan')).toBe(true)
  },
)

it('AU-2: a folded year reads no gap rows at all', async () => {
  await database.owner.pool.query('update activity.day set fresh = activity.fold(tenant_id, company_id, fact, day) where tenant_id = $1', [
    tenant,
  ])
  await vacuumed(['day'])
  const gaps = reads(await planOf('2026-01-01'), 'gap')
  expect(gaps.reduce((n, g) => n + g['Actual Rows'] * g['Actual Loops'], 0)).toBe(0)
})
