import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { AppError } from '../../platform/errors.ts'
import { createLog } from '../../platform/log.ts'
import type { Mark } from './activity.queries.ts'
import { createRecorded } from './recorded.service.ts'
import { createRecorder } from './recorder.service.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const log = createLog('silent')
const companyId = randomUUID()
const use = (memberId = randomUUID(), day = '2026-11-21'): Mark => ({ companyId, memberId, day, facts: 14 })
const stored = async (tenant: string) =>
  Number(
    (await database.owner.pool.query('select count(*) as n from activity.calendar where tenant_id = $1 and fact = 2', [tenant])).rows[0].n,
  )

/** A pool whose statements wait until they are let go, or fail; it counts them and what they carry. */
function gated(pool: pg.Pool) {
  const statements: { tenant: string; marks: number; go: () => void; fail: (err: Error) => void }[] = []
  const query = (config: pg.QueryConfig) =>
    new Promise((resolve, reject) => {
      const values = config.values as [string, string[]]
      statements.push({ tenant: values[0], marks: values[1].length, go: () => pool.query(config).then(resolve, reject), fail: reject })
    })
  // Only what the recorder uses of a pool.
  return { statements, pool: { options: pool.options, query } as unknown as pg.Pool }
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 5))
const outcome = (p: Promise<unknown>) =>
  p.then(
    () => 'committed',
    (err: unknown) => (err instanceof AppError ? err.code : String(err)),
  )

it('AU-7: acknowledged means committed, and a batch is what arrived while the one before was committing', async () => {
  const { pool, statements } = gated(database.app.pool)
  const recorder = createRecorder({ pool, log })
  const tenant = randomUUID()
  let done = 0
  const all = Array.from({ length: 30 }, () => recorder.record(tenant, [use()]).then(() => done++))
  await settle()
  expect(statements.map((s) => s.marks)).toEqual([1])
  expect([done, await stored(tenant)]).toEqual([0, 0])
  statements[0]?.go()
  await all[0]
  await settle()
  expect(statements.map((s) => s.marks)).toEqual([1, 29])
  expect([done, await stored(tenant)]).toEqual([1, 1])
  statements[1]?.go()
  await Promise.all(all)
  expect(await stored(tenant)).toBe(30)
})

it('AU-7: a batch that fails is acknowledged to nobody, and tried again when it is sent again', async () => {
  const { pool, statements } = gated(database.app.pool)
  const recorder = createRecorder({ pool, log })
  const tenant = randomUUID()
  const marks = [use(), use(), use()]
  const first = marks.map((m) => outcome(recorder.record(tenant, [m])))
  await settle()
  statements[0]?.fail(new Error('connection lost'))
  await settle()
  statements[1]?.fail(new Error('connection lost'))
  expect(await Promise.all(first)).toEqual(['unavailable', 'unavailable', 'unavailable'])
  const again = marks.map((m) => outcome(recorder.record(tenant, [m])))
  await settle()
  expect(statements).toHaveLength(3)
  statements[2]?.go()
  await settle()
  while (statements[3] === undefined) await settle()
  statements[3].go()
  expect(await Promise.all(again)).toEqual(['committed', 'committed', 'committed'])
  expect(await stored(tenant)).toBe(3)
})

it('AU-7: what is committed is answered without a write; a new day, fact, company or tenant is not', async () => {
  const { pool, statements } = gated(database.app.pool)
  const recorder = createRecorder({ pool, log })
  const [tenant, memberId] = [randomUUID(), randomUUID()]
  const record = async (of: string, mark: Mark) => {
    const before = statements.length
    const recorded = recorder.record(of, [mark])
    await settle()
    statements[before]?.go()
    await recorded
    return statements.length - before
  }
  expect(await record(tenant, use(memberId))).toBe(1)
  expect(await record(tenant, use(memberId))).toBe(0)
  expect(await record(tenant, { ...use(memberId), facts: 6 })).toBe(0)
  expect(await record(tenant, { ...use(memberId), facts: 22 })).toBe(1)
  expect(await record(tenant, { ...use(memberId), facts: 30 })).toBe(0)
  expect(await record(tenant, use(memberId, '2026-11-22'))).toBe(1)
  expect(await record(tenant, use(memberId, '2026-11-20'))).toBe(1)
  expect(await record(tenant, use(memberId, '2026-11-22'))).toBe(0)
  expect(await record(tenant, { ...use(memberId, '2026-11-22'), companyId: randomUUID() })).toBe(1)
  expect(await record(randomUUID(), use(memberId, '2026-11-22'))).toBe(1)
})

it('is bounded: one batch a tenant, a share of the pool over all, so many marks waiting; further ones are refused and nothing of them kept', async () => {
  const { pool, statements } = gated(database.app.pool)
  const recorder = createRecorder({ pool, log, limits: { batch: 10, inFlight: 2, queued: 40 } })
  const tenants = [randomUUID(), randomUUID(), randomUUID()]
  const results: Promise<string>[] = []
  for (let i = 0; i < 14; i++) for (const tenant of tenants) results.push(outcome(recorder.record(tenant, [use()])))
  const refused = outcome(recorder.record(tenants[0] ?? '', [use(), use()]))
  expect(await refused).toBe('unavailable')
  await settle()
  expect(statements).toHaveLength(2)
  let released = 0
  let most = 0
  while (released < statements.length) {
    const open = statements.slice(released)
    most = Math.max(most, open.length)
    expect(new Set(open.map((s) => s.tenant)).size).toBe(open.length)
    expect(open[0]?.marks).toBeLessThanOrEqual(10)
    open[0]?.go()
    released++
    await results[0]
    await settle()
    await settle()
  }
  expect(most).toBe(2)
  // Turns are taken: the third tenant was served before the first tenant's second batch.
  expect(statements.slice(0, 3).map((s) => s.tenant)).toEqual(tenants)
  expect(new Set(await Promise.all(results))).toEqual(new Set(['committed']))
  for (const tenant of tenants) expect(await stored(tenant)).toBe(14)
})

it('AU-7, pitfall 9: two nodes record the same members at once: every member once', async () => {
  const tenant = randomUUID()
  const nodes = [createRecorder({ pool: database.app.pool, log }), createRecorder({ pool: database.app.pool, log })]
  const members = Array.from({ length: 300 }, () => randomUUID())
  const days = ['2026-11-19', '2026-11-20', '2026-11-21']
  await Promise.all(days.flatMap((day) => members.flatMap((m) => nodes.map((node) => node.record(tenant, [use(m, day)])))))
  const { rows } = await database.owner.pool.query('select day::text, n from activity.day where tenant_id = $1 and fact = 3 order by 1', [
    tenant,
  ])
  expect(rows).toEqual(days.map((day) => ({ day, n: 300 })))
  const { rows: gaps } = await database.owner.pool.query('select sum(n)::int as n from activity.gap where tenant_id = $1 and fact = 3', [
    tenant,
  ])
  expect(gaps).toEqual([{ n: 900 }])
})

it('stops after what it took is committed, and takes no more', async () => {
  const tenant = randomUUID()
  const recorder = createRecorder({ pool: database.app.pool, log })
  const taken = Array.from({ length: 40 }, () => outcome(recorder.record(tenant, [use()])))
  const stopping = recorder.stop()
  expect(await outcome(recorder.record(tenant, [use()]))).toBe('unavailable')
  await stopping
  expect(await stored(tenant)).toBe(40)
  expect(new Set(await Promise.all(taken))).toEqual(new Set(['committed']))
})

it('remembers a bounded number of members', () => {
  const recorded = createRecorded(100)
  const marks = Array.from({ length: 500 }, () => use())
  for (const mark of marks) recorded.add('t', [mark])
  const known = marks.filter((m) => recorded.has('t', m)).length
  expect(known).toBeGreaterThanOrEqual(50)
  expect(known).toBeLessThanOrEqual(100)
})
