import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sql } from 'kysely'
import { deviceSorts, type DeviceFilter } from '@muster/contract'
import { createTestDatabase, type TestDatabase } from '../../../test/harness.ts'
import { scopes, systemActor, type Ctx } from '../../platform/context.ts'
import { createLog } from '../../platform/log.ts'
import { getDistribution } from './distribution.service.ts'
import { conditions } from './list.queries.ts'
import { countDevices, listDevices, soughtOf } from './list.service.ts'
import { setNewest } from './newest.service.ts'
import { foldTally } from './tally.queries.ts'

let database: TestDatabase
const [tenant, companyId] = [randomUUID(), randomUUID()]
const everyone = { names: true, team: null }
const rows = 4_000

beforeAll(async () => {
  database = await createTestDatabase()
  const { pool } = database.owner
  await pool.query("insert into company.tenant values ($1, 'T', now())", [tenant])
  await pool.query(
    "insert into company.company (tenant_id, company_id, name, plan_core, locale, created_at) values ($1, $2, 'C', 'standard', 'en', now())",
    [tenant, companyId],
  )
  await pool.query(
    `insert into members.member (tenant_id, member_id, company_id, login, name, locale, registered_by, created_at)
     select $1, md5(i::text)::uuid, $2, 'm' || i, 'Member ' || i, 'en', 'admin', now() from generate_series(1, 1000) i`,
    [tenant, companyId],
  )
  await pool.query(
    `insert into devices.model (tenant_id, name, folded) select $1, 'Model ' || i, 'model ' || i from generate_series(1, 40) i`,
    [tenant],
  )
  // Four of ten rows were used lately, the latest now; one of ten is older than the list goes back.
  await pool.query(
    `with made as (
       select i, gen_random_uuid() as id, (select min(model_id) from devices.model where tenant_id = $1) + i % 40 as model_id, (array['ios', 'android'])[1 + i % 2] as os,
         (array['17', '18'])[1 + i / 2 % 2] as os_version, (array['a', 'b'])[1 + i / 2 % 2] as os_key, (array['1', '2', '3', '4', ''])[1 + i % 5] as app_key,
         now() - make_interval(days => case i % 10 when 0 then 1200 when 1 then 300 when 2 then 100 when 3 then 80 when 4 then 40 when 5 then 25 else 0 end, secs => i) as used
       from generate_series(0, $3::integer - 1) i
     ), device as (
       insert into devices.device (tenant_id, device_id, vendor_id, model_id, os, os_version, os_key, created_at)
       select $1, id, id::text, model_id, os, os_version, os_key, now() from made
     )
     insert into devices.device_row (tenant_id, device_id, member_id, app, row_id, company_id, model_id, os, os_version, os_key, app_version, app_key, first_access, last_access)
     select $1, id, md5((1 + i % 1000)::text)::uuid, case i % 7 when 0 then 'pc' when 1 then 'drive_explorer' else 'mobile' end, gen_random_uuid(), $2, model_id, os, os_version, os_key,
       'v' || app_key, app_key, used, used from made`,
    [tenant, companyId, rows],
  )
  await pool.query('vacuum analyze devices.device_row, devices.device, devices.model, members.member, members.search')
  await inTenant((ctx) => setNewest(ctx, companyId, { revision: 0, versions: [{ app: 'mobile', os: 'ios', version: '4.1.0' }] }))
  await pool.query(`update devices.newest_version set key = '4' where tenant_id = $1`, [tenant])
}, 180_000)
afterAll(() => database.drop())

const inTenant = <T>(work: (ctx: Ctx) => Promise<T>) =>
  scopes(database.app.db, () => new Date(), createLog('silent'))(tenant, systemActor('test')).transaction(work)

const filters: DeviceFilter[] = [
  {},
  { os: 'ios' },
  { os: 'android', access: '6_months' },
  { app: 'mobile', access: '30_days' },
  { app: 'drive_explorer' },
  { access: '1_year' },
  { update: 'true' },
  { update: 'false', os: 'ios' },
  { stale: 'true' },
  { stale: 'true', os: 'ios', access: '6_months' },
  { model: 'model 1' },
  { user: 'Member 7' },
  { user: 'm1', os: 'ios' },
]

/** What this connection has read of device rows and their devices: sequential scans, and rows by index. */
async function readOf(ctx: Ctx): Promise<{ scans: number; rows: number }> {
  const { rows: all } = await sql<{
    scans: number
    read: number
  }>`select coalesce(t.seq_scan, 0) as scans, coalesce(t.idx_tup_fetch, 0) as read
    from pg_stat_xact_user_tables t where t.schemaname = 'devices' and t.relname in ('device', 'device_row')`.execute(ctx.db)
  return { scans: all.reduce((n, r) => n + r.scans, 0), rows: all.reduce((n, r) => n + r.read, 0) }
}

describe('DS-5: the list', () => {
  it.each(filters)('%j: each order by an index under row-level security, and little more than the page', async (filter) => {
    await inTenant(async (ctx) => {
      // As on a server whose data is in memory; else so few rows are read at once.
      await sql`set local random_page_cost = 1.1`.execute(ctx.db)
      for (const sort of deviceSorts) {
        const before = await readOf(ctx)
        const page = {
          companyId,
          tab: filter.app === 'drive_explorer' ? 'pc' : 'mobile',
          filter,
          reach: everyone,
          sort,
          direction: 'desc',
          limit: 50,
        } as const
        const { items, next } = await listDevices(ctx, { ...page, cursor: undefined })
        expect(items.length, sort).toBeGreaterThan(0)
        if (next) await listDevices(ctx, { ...page, cursor: next })
        const read = await readOf(ctx)
        expect(read.scans - before.scans, sort).toBe(0)
        expect(read.rows - before.rows, sort).toBeLessThan(2_000)
      }
    })
  })
})

describe('DS-5, DS-12: totals', () => {
  const counted = async (ctx: Ctx, tab: 'mobile' | 'pc', filter: DeviceFilter) => {
    const sought = await soughtOf(ctx, { companyId, tab, filter, reach: everyone })
    if (!sought) return 0
    const found = await sql<{ n: number }>`select count(*) as n from devices.device_row r where ${conditions(ctx, sought)}`.execute(ctx.db)
    return found.rows[0]?.n
  }
  const agree = () =>
    inTenant(async (ctx) => {
      for (const tab of ['mobile', 'pc'] as const) {
        for (const filter of filters)
          expect(await countDevices(ctx, { companyId, tab, filter, reach: everyone }), JSON.stringify([tab, filter])).toBe(
            await counted(ctx, tab, filter),
          )
        const all = await getDistribution(ctx, { companyId, tab, reach: everyone })
        expect([all.total, all.stale, all.outdated]).toEqual([
          await counted(ctx, tab, {}),
          await counted(ctx, tab, { stale: 'true' }),
          await counted(ctx, tab, { update: 'true' }),
        ])
        const named = [...all.apps, ...all.systems].flatMap(({ versions, others }) => [...versions.map(({ count }) => count), others])
        expect(named.reduce((sum, n) => sum + n, 0)).toBe(2 * all.total)
      }
    })
  const kinds = async () =>
    (
      await database.owner.pool.query<{ rows: number; kinds: number }>(`select count(*)::integer as rows,
      (select count(*)::integer from (select from devices.device_row group by company_id, tab, app, os, os_key, app_key) k) as kinds from devices.tally`)
    ).rows[0]

  it('are those of the rows, whatever becomes of these, and however often the tally was folded', async () => {
    const { pool } = database.owner
    await agree()
    await pool.query(`update devices.device_row set app_key = '4', app_version = 'v4' where app_key = '2' and tab = 1`)
    await pool.query(`update devices.device_row set os_key = 'c', os_version = '19', last_access = now() where app_key = '3'`)
    await pool.query(`update devices.device_row set last_access = last_access - interval '1 year' where app_key = '1'`)
    await agree()
    const before = await kinds()
    expect(before?.rows).toBeGreaterThan(before?.kinds ?? 0)
    // While others change it.
    const changing = pool.query(`update devices.device_row set os_key = 'd' where os_key = 'c' and tab = 2`)
    await Promise.all([inTenant(foldTally), changing, inTenant(foldTally)])
    await agree()
    await pool.query('delete from members.member where tenant_id = $1 and login < $2', [tenant, 'm5'])
    await agree()
    await inTenant(foldTally)
    const after = await kinds()
    expect(after?.rows).toBe(after?.kinds)
    expect(await inTenant(foldTally)).toBe(0)
    await agree()
  })
})
