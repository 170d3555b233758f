import { spawn } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { childrenOf, isAlive } from './process.ts'

/** Waits until `holds`; the wait is bounded by the test's own timeout. */
export async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20))
}

const postgresIn = (folder: string) => path.join(folder, 'postgres')

async function commandLine(folder: string): Promise<string[]> {
  const options = await readFile(path.join(postgresIn(folder), 'postmaster.opts'), 'utf8')
  return [...options.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2] ?? '')
}

/** Where the database of a data folder is, as its owner. */
export async function ownerUrlOf(folder: string): Promise<string> {
  const port = (await commandLine(folder)).find((word) => word.startsWith('port='))?.slice(5)
  return `postgres://muster_owner:${(await readFile(path.join(folder, 'database-password'), 'utf8')).trim()}@127.0.0.1:${port}/muster`
}

/** Kills the PostgreSQL of a data folder, its postmaster and all children, as a machine would that runs out of memory. */
export async function killDatabase(folder: string): Promise<void> {
  const parent = Number((await readFile(path.join(postgresIn(folder), 'postmaster.pid'), 'utf8')).split('\n')[0])
  const all = [parent, ...childrenOf(parent)]
  for (const pid of all) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // A child that ended by itself meanwhile.
    }
  }
  await eventually(() => !all.some(isAlive))
}

/** Starts it again with the command line it had, as its folder's owner: what an operator's supervisor would do. */
export async function startDatabase(folder: string): Promise<void> {
  const [file = '', ...args] = await commandLine(folder)
  const { uid, gid } = await stat(postgresIn(folder))
  spawn(file, args, { uid, gid, detached: true, stdio: 'ignore', cwd: '/', env: { LC_ALL: 'C' } }).unref()
}
