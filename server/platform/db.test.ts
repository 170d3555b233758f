import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, testSecret, type TestDatabase } from '../../test/harness.ts'
import { inTenant, kept, openDatabase, type Database } from './db.ts'
import { createLog } from './log.ts'
import { appUrl } from './migrate.ts'

const tenant = '0a000000-0000-7000-8000-000000000001'

let database: TestDatabase
let door: Database
beforeAll(async () => {
  database = await createTestDatabase()
  door = openDatabase(appUrl(database.ownerUrl, testSecret), createLog('silent'), 1, { prepared: true })
  await database.owner.pool.query('create table public.thing (id integer)')
  await database.owner.pool.query('grant all on public.thing to muster_app')
})
afterAll(async () => {
  await door.close()
  await database.drop()
})

const things = () => sql<{ id: number }>`select * from public.thing where id > ${0} order by id`.execute(door.db)

describe('transactions', () => {
  it('the tenant is there for the first statement, which is sent without waiting for the beginning', async () => {
    const seen = await inTenant(door.db, tenant, async (tx) =>
      Promise.all(
        [1, 2, 3].map((n) => sql<{ tenant: string; n: number }>`select muster.tenant() as tenant, ${n}::integer as n`.execute(tx)),
      ),
    )
    expect(seen.map(({ rows }) => rows[0])).toEqual([1, 2, 3].map((n) => ({ tenant, n })))
    const { rows } = await sql<{ tenant: string | null }>`select current_setting('muster.tenant', true) as tenant`.execute(door.db)
    expect(rows[0]?.tenant).toBe('')
  })

  it('one whose statement failed unseen is not taken for done', async () => {
    const work = inTenant(door.db, tenant, async (tx) => {
      await sql`insert into public.thing values (${1})`.execute(tx)
      await sql`select 1 / ${0}`.execute(tx).catch(() => undefined)
    })
    await expect(work).rejects.toThrow('a statement of the transaction had failed')
    expect((await things()).rows).toEqual([])
  })

  it('a connection that is cut fails what was sent on it, and the next one works', async () => {
    const work = inTenant(door.db, tenant, async (tx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
      await database.owner.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
      await Promise.all([1, 2].map((n) => sql`select ${n}::integer`.execute(tx)))
    })
    await expect(work).rejects.toThrow()
    expect((await things()).rows).toEqual([])
  })
})

describe('prepared statements', () => {
  it('of other connections, those that are marked as kept are prepared, and no others', async () => {
    const { db } = database.app
    const asked = db.selectNoFrom((e) => e.val(1).as('n'))
    await db.connection().execute(async (one) => {
      const statements = async () => (await sql<{ statement: string }>`select statement from pg_prepared_statements`.execute(one)).rows
      const before = await statements()
      await one.executeQuery(asked.compile())
      expect(await statements()).toEqual(before)
      for (let times = 0; times < 2; times++) await one.executeQuery(asked.modifyFront(kept).compile())
      expect(await statements()).toEqual([...before, { statement: 'select /* kept */ $1 as "n"' }])
    })
  })

  it('a plan that a migration has outdated fails once, and is made anew', async () => {
    await database.owner.pool.query('insert into public.thing values (7)')
    expect((await things()).rows).toEqual([{ id: 7 }])
    await database.owner.pool.query('alter table public.thing add column more integer')
    await expect(things()).rejects.toThrow('cached plan must not change result type')
    expect((await things()).rows).toEqual([{ id: 7, more: null }])
  })
})
