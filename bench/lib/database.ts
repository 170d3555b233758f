import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, statfs } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { StartError } from '../../server/platform/config.ts'
import { openDatabase, type Database } from '../../server/platform/db.ts'
import { startEmbedded, type EmbeddedDatabase } from '../../server/platform/embedded.ts'
import { createLog } from '../../server/platform/log.ts'
import { appUrl, migrate, refuseUnsafeRole } from '../../server/platform/migrate.ts'

export const benchSecret = 'bench-secret-bench-secret-bench-secret'
const benchFolder = path.resolve(process.env['BENCH_DIR'] ?? '.bench')

export type BenchDatabase = {
  ownerUrl: string
  appUrl: string
  /** The server's restricted role: row-level security is on. */
  app: Database
  /** The owner: makes data, runs what Muster is compared with, looks beneath the policies. */
  owner: pg.Pool
  /** A folder beside the database that PostgreSQL can read. */
  folder: string
  version: string
  stop(): Promise<void>
}

/** What a bench measures on: where it is kept under `.bench`, and what makes it; begun as a copy of another, made once for all that build on it. */
export type BenchWorld = { name: string; make: (database: BenchDatabase) => Promise<void>; from?: BenchWorld }

/** As one would run it in production on a machine with 16 GB or more. */
const settings = [
  `shared_buffers=${process.env['BENCH_SHARED_BUFFERS'] ?? '5GB'}`,
  'effective_cache_size=12GB',
  'work_mem=256MB',
  'maintenance_work_mem=1GB',
  'random_page_cost=1.1',
  'max_wal_size=8GB',
  'checkpoint_timeout=15min',
  'max_connections=100',
  'fsync=on',
  'synchronous_commit=on',
]
/** For making data: what a crash breaks is made again. */
const hasty = ['fsync=off', 'synchronous_commit=off', 'wal_level=minimal', 'max_wal_senders=0', 'full_page_writes=off', 'autovacuum=off']

/**
 * Starts the bench's own PostgreSQL, its data kept in `.bench/<name>` between runs, and migrates it. When a migration it ran was changed
 * since, which happens between releases only, the data is made anew. `make` fills it before the settings of production apply.
 */
export async function openBenchDatabase(world: BenchWorld): Promise<BenchDatabase> {
  await prepare(world)
  return open(folderOf(world), settings)
}

const folderOf = ({ name }: BenchWorld) => path.join(benchFolder, name)

async function prepare(world: BenchWorld): Promise<void> {
  const folder = folderOf(world)
  if (world.from && !existsSync(folder)) await copy(world.from, folder)
  try {
    await fill(world)
  } catch (err) {
    if (!(err instanceof StartError) || !err.message.includes('migration')) throw err
    process.stdout.write(`  ${err.message}: making the data anew\n`)
    await rm(folder, { recursive: true })
    await prepare(world)
  }
}

/** A stopped database is its files, with their owner. One that is half copied has another name. */
async function copy(from: BenchWorld, folder: string): Promise<void> {
  await prepare(from)
  const unfinished = `${folder}.copy`
  await rm(unfinished, { recursive: true, force: true })
  await promisify(execFile)('cp', ['-a', folderOf(from), unfinished])
  await rename(unfinished, folder)
}

async function fill(world: BenchWorld): Promise<void> {
  const database = await open(folderOf(world), [
    ...settings.filter((s) => !hasty.some((h) => h.split('=')[0] === s.split('=')[0])),
    ...hasty,
  ])
  try {
    await world.make(database)
  } finally {
    await database.stop()
  }
}

async function open(folder: string, withSettings: string[]): Promise<BenchDatabase> {
  await mkdir(folder, { recursive: true })
  const log = createLog('silent')
  const embedded: EmbeddedDatabase = await startEmbedded(folder, log, withSettings)
  // The database runs on its own: whoever interrupts the bench means it as well.
  const interrupted = (signal: NodeJS.Signals) => void embedded.stop().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupted)
  try {
    await migrate(embedded.url, benchSecret)
    const url = appUrl(embedded.nearUrl, benchSecret)
    const app = openDatabase(url, log, 10)
    await refuseUnsafeRole(app.pool)
    const owner = new pg.Pool({ connectionString: embedded.url, max: 4 })
    owner.on('error', () => undefined)
    const { rows } = await owner.query<{ server_version: string }>('show server_version')
    return {
      ownerUrl: embedded.url,
      appUrl: url,
      app,
      owner,
      folder,
      version: rows[0]?.server_version ?? '?',
      stop: async () => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted)
        await app.close()
        await owner.end()
        await embedded.stop()
      },
    }
  } catch (err) {
    await embedded.stop()
    throw err
  }
}

/**
 * Makes one part of the data unless it is there already, and says how long that took.
 * @param clean takes away what an interrupted making left
 */
export async function stage(
  database: BenchDatabase,
  name: string,
  make: () => Promise<string>,
  clean: () => Promise<unknown>,
): Promise<void> {
  const { owner } = database
  const say = (line: string) => void process.stdout.write(`  data: ${line}\n`)
  await owner.query('create schema if not exists bench')
  await owner.query('create table if not exists bench.stage (name text primary key, seconds real, said text)')
  const { rows } = await owner.query<{ seconds: number | null; said: string }>('select seconds, said from bench.stage where name = $1', [
    name,
  ])
  if (rows[0]?.seconds) return say(`${name} kept, made in ${rows[0].seconds.toFixed(0)} s: ${rows[0].said}`)
  if (rows[0]) await clean()
  say(`${name} …`)
  await owner.query('insert into bench.stage values ($1) on conflict do nothing', [name])
  const started = performance.now()
  const said = await make()
  const seconds = (performance.now() - started) / 1000
  await owner.query('update bench.stage set seconds = $2, said = $3 where name = $1', [name, seconds, said])
  say(`${name} made in ${seconds.toFixed(0)} s: ${said}`)
}

/** Gigabytes free where the data is kept. */
export async function freeGigabytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return (bavail * bsize) / 1e9
}
