import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, testSecret, type TestDatabase } from '../../test/harness.ts'
import { migrate, refuseUnsafeRole } from './migrate.ts'
import { inTenant } from './db.ts'
import { newId } from './ids.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** Tables whose key does not begin with the tenant, each with the reason; read only through security definer functions. */
const exceptions = new Map([
  ['company.domain', 'domain → tenant: domains are unique everywhere'],
  ['company.setup_link', 'the one-time link that makes the first tenant'],
  ['devices.enrolment_key', 'key thumbprint → tenant: on its own channel a device presents nothing but its key'],
  ['signin.locator', 'token hash → tenant: at the door the tenant is not known'],
])
/** Of these, the ones the server's role may not even read. */
const closed = ['company.setup_link', 'devices.enrolment_key', 'signin.locator']

const ours = `n.nspname in ('audit', 'company', 'sessions', 'notifications', 'members', 'activity', 'devices', 'signin', 'installation', 'exports', 'integrations', 'api')`
const rows = async <T>(text: string) => (await database.owner.pool.query(text)).rows as T[]

describe('the database’s own walls', () => {
  it('every table has row-level security with the tenant’s policy, or is closed to the server’s role', async () => {
    const found = await rows<{ name: string; rls: boolean; policies: string | null; readable: boolean }>(`
      select n.nspname || '.' || c.relname as name, c.relrowsecurity as rls, has_table_privilege('muster_app', c.oid, 'select') as readable,
        (select string_agg(pg_get_expr(p.polqual, p.polrelid) || ' / ' || pg_get_expr(p.polwithcheck, p.polrelid), ';') from pg_policy p where p.polrelid = c.oid) as policies
      from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and ${ours}`)
    expect(found.length).toBeGreaterThan(15)
    for (const t of found) {
      if (closed.includes(t.name)) expect(t.readable, t.name).toBe(false)
      else expect(t, t.name).toMatchObject({ rls: true, policies: '(tenant_id = muster.tenant()) / (tenant_id = muster.tenant())' })
    }
  })

  it('the tenant is first in every primary key, unique key and foreign key, but for the listed exceptions', async () => {
    const keys = await rows<{ name: string; key: string; first: string }>(`
      select n.nspname || '.' || c.relname as name, i.relname as key, a.attname as first
      from pg_index x join pg_class c on c.oid = x.indrelid join pg_class i on i.oid = x.indexrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0] where x.indisunique and ${ours}
      union all
      select n.nspname || '.' || c.relname, k.conname, a.attname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1] where k.contype = 'f' and ${ours}`)
    for (const k of keys.filter((each) => !exceptions.has(each.name))) expect(k.first, `${k.name} ${k.key}`).toBe('tenant_id')
    for (const name of exceptions.keys()) expect(keys.some((k) => k.name === name)).toBe(true)
  })

  it('every view runs with its reader’s rights, and every security definer function fixes its search_path', async () => {
    const views = await rows<{ name: string; options: string[] | null }>(
      `select c.relname as name, c.reloptions as options from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and ${ours}`,
    )
    for (const v of views) expect(v.options ?? []).toContain('security_invoker=true')
    const functions = await rows<{ name: string; config: string[] | null; open: boolean }>(`
      select n.nspname || '.' || p.proname as name, p.proconfig as config, has_function_privilege('public', p.oid, 'execute') as open
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and (${ours} or n.nspname = 'muster')`)
    expect(functions.length).toBeGreaterThan(5)
    for (const f of functions) {
      expect(
        (f.config ?? []).some((c) => c.startsWith('search_path=')),
        f.name,
      ).toBe(true)
      expect(f.open, `${f.name} is open to public`).toBe(false)
    }
  })

  it('P-4: the audit log is append-only for the server’s role as well', async () => {
    const tenant = newId(new Date())
    const attempt = (text: string) =>
      inTenant(database.app.db, tenant, (tx) =>
        tx.executeQuery({ sql: text, parameters: [], query: { kind: 'RawNode' } as never, queryId: { queryId: 'x' } }),
      )
    await expect(attempt("update audit.event set action = 'x'")).rejects.toThrow(/permission denied/)
    await expect(attempt('delete from audit.event')).rejects.toThrow(/permission denied/)
    await expect(attempt('truncate audit.event')).rejects.toThrow(/permission denied/)
  })

  it('without a tenant there are no rows, and another tenant’s cannot be written', async () => {
    const tenant = newId(new Date())
    await inTenant(database.app.db, tenant, (tx) =>
      tx.insertInto('company.tenant').values({ tenant_id: tenant, name: 'x', created_at: new Date() }).execute(),
    )
    expect((await database.app.pool.query('select * from company.tenant')).rows).toHaveLength(0)
    expect((await database.owner.pool.query('select * from company.tenant where tenant_id = $1', [tenant])).rows).toHaveLength(1)
    const other = newId(new Date())
    await expect(
      inTenant(database.app.db, other, (tx) =>
        tx.insertInto('company.tenant').values({ tenant_id: tenant, name: 'y', created_at: new Date() }).execute(),
      ),
    ).rejects.toThrow(/row-level security/)
    expect(await inTenant(database.app.db, other, (tx) => tx.selectFrom('company.tenant').selectAll().execute())).toHaveLength(0)
  })

  it('the server refuses to work as the owner', async () => {
    await expect(refuseUnsafeRole(database.owner.pool)).rejects.toThrow(/refuses to work as it/)
    await expect(refuseUnsafeRole(database.app.pool)).resolves.toBeUndefined()
  })
})

/** The schemas that our migrations make. */
async function schemasOf({ owner }: TestDatabase): Promise<string[]> {
  const found = await owner.pool.query<{ nspname: string }>(
    `select nspname from pg_namespace where nspname !~ '^pg_' and nspname not in ('information_schema', 'public', 'graphile_worker')`,
  )
  return found.rows.map(({ nspname }) => nspname)
}

describe('migrations', () => {
  it('refuses a database that is newer than the program, and one whose migration was changed', async () => {
    const own = await createTestDatabase()
    await own.owner.pool.query("insert into muster.migration_checksum values ('9999_future', 'x')")
    await expect(migrate(own.ownerUrl, testSecret)).rejects.toThrow(/migrated by a newer Muster \(9999_future\)/)
    await own.owner.pool.query("delete from muster.migration_checksum where name = '9999_future'")
    await own.owner.pool.query("update muster.migration_checksum set checksum = 'x' where name like '0002%'")
    await expect(migrate(own.ownerUrl, testSecret)).rejects.toThrow(/was changed after it ran/)
    await own.drop()
  })

  it('two nodes starting at once on an empty database both find it migrated', async () => {
    const own = await createTestDatabase()
    for (const schema of await schemasOf(own)) await own.owner.pool.query(`drop schema ${schema} cascade`)
    await Promise.all([migrate(own.ownerUrl, testSecret), migrate(own.ownerUrl, testSecret)])
    expect((await own.owner.pool.query('select count(*)::int as n from muster.migration_checksum')).rows[0]).toMatchObject({
      n: expect.any(Number) as number,
    })
    await own.drop()
  })

  it('the table types are those of the migrated database', async () => {
    const schemas = (await schemasOf(database)).filter((schema) => schema !== 'muster')
    const { stdout } = await promisify(execFile)(
      'kysely-codegen',
      [
        '--dialect=postgres',
        `--url=${database.ownerUrl}`,
        '--print',
        '--log-level=silent',
        `--include-pattern={${schemas.join(',')}}.*`,
        '--date-parser=string',
        '--numeric-parser=number',
        '--singularize=false',
        '--no-domains',
        '--runtime-enums=false',
      ],
      { env: { ...process.env, PATH: `node_modules/.bin:${process.env['PATH'] ?? ''}` } },
    )
    const bare = (text: string) => text.replace(/\s+/g, ' ').replaceAll(';', '').replaceAll('"', "'").trim()
    expect(bare(await readFile(new URL('./tables.ts', import.meta.url), 'utf8'))).toBe(bare(stdout))
  })
})
