import { createHash, createHmac } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import pg from 'pg'
import { runMigrations } from 'graphile-worker'
import { StartError } from './config.ts'

const folder = new URL('../migrations/', import.meta.url)

/** The restricted role the server works as: owns nothing, cannot bypass row-level security. */
const appRole = 'muster_app'

/** The restricted role's password: derived from MUSTER_SECRET, so that every node finds the same one. */
function appPassword(secret: string): string {
  return createHmac('sha256', secret).update(appRole).digest('base64url')
}

/** The restricted role's connection on the owner's database. */
export function appUrl(ownerUrl: string, secret: string): string {
  const url = new URL(ownerUrl)
  url.username = appRole
  url.password = appPassword(secret)
  return url.href
}

/**
 * Brings the database to this program's schema, as the owner. Two nodes starting at once wait for each other.
 * @param secret from which the restricted role's password derives; undefined: the operator gives its connection
 * @throws StartError when the database is newer than the program, or a migration that ran was changed since.
 */
export async function migrate(ownerUrl: string, secret: string | undefined): Promise<void> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 3, connectionTimeoutMillis: 5_000 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const client = await pool.connect()
    try {
      // One node at a time, also for what graphile-worker and role creation do outside Kysely's own lock.
      await client.query('select pg_advisory_lock(7263548101)')
      await ensureAppRole(client, secret)
      await runMigrations({ pgPool: pool })
      await applyMigrations(db)
    } finally {
      await client.query('select pg_advisory_unlock(7263548101)').catch(() => undefined)
      client.release()
    }
  } finally {
    await db.destroy()
  }
}

async function ensureAppRole(client: pg.PoolClient, secret: string | undefined): Promise<void> {
  const { rows } = await client.query('select 1 from pg_roles where rolname = $1', [appRole])
  const role = client.escapeIdentifier(appRole)
  if (secret === undefined) {
    if (rows.length === 0) await client.query(`create role ${role} nologin`)
    return
  }
  const password = client.escapeLiteral(appPassword(secret))
  if (rows.length === 0)
    await client.query(`create role ${role} login nosuperuser nobypassrls nocreatedb nocreaterole password ${password}`)
  else
    await client.query(`alter role ${role} with login password ${password}`).catch((err: unknown) => {
      throw new StartError(
        `Database: the role ${appRole} is there and its password cannot be set (${err instanceof Error ? err.message : String(err)}); give its connection as MUSTER_DATABASE_APP_URL`,
      )
    })
}

type MigrationFile = { name: string; text: string; checksum: string }

async function readMigrations(): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((n) => n.endsWith('.sql')).toSorted()
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8')
      return { name: file.replace(/\.sql$/, ''), text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function applyMigrations(db: Kysely<unknown>): Promise<void> {
  const files = await readMigrations()
  await sql`create schema if not exists muster`.execute(db)
  await sql`create table if not exists muster.migration_checksum (name text primary key, checksum text not null)`.execute(db)
  const known = new Map(files.map((f) => [f.name, f.checksum]))
  const done = await sql<{ name: string; checksum: string }>`select name, checksum from muster.migration_checksum order by name`.execute(db)
  for (const row of done.rows) {
    if (!known.has(row.name))
      throw new StartError(`Database: it was migrated by a newer Muster (${row.name}); start that version or a newer one`)
    if (known.get(row.name) !== row.checksum) throw new StartError(`Database: migration ${row.name} was changed after it ran`)
  }
  const migrations: Record<string, Migration> = Object.fromEntries(
    files.map((f) => [
      f.name,
      {
        up: async (tx: Kysely<unknown>) => {
          await sql.raw(f.text).execute(tx)
          await sql`insert into muster.migration_checksum (name, checksum) values (${f.name}, ${f.checksum})`.execute(tx)
        },
      },
    ]),
  )
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'muster',
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  })
  const { error, results } = await migrator.migrateToLatest()
  const failed = results?.find((r) => r.status === 'Error')
  if (error)
    throw new StartError(
      `Database: migration ${failed?.migrationName ?? ''} failed: ${error instanceof Error ? error.message : String(error)}`,
    )
}

/**
 * Makes sure the server's own connection is restricted: no superuser, no BYPASSRLS, owner of no table of ours.
 * @throws StartError otherwise.
 */
export async function refuseUnsafeRole(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ role: string; unsafe: boolean }>(`
    select current_user as role, r.rolsuper or r.rolbypassrls or exists (
      select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relowner = r.oid and c.relkind = 'r' and n.nspname not like 'pg\\_%'
    ) as unsafe
    from pg_roles r where r.rolname = current_user`)
  const row = rows[0]
  if (!row || row.unsafe) {
    throw new StartError(
      `Database: role ${row?.role ?? '?'} is a superuser, bypasses row-level security or owns tables; the server refuses to work as it`,
    )
  }
}
