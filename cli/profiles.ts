import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { Problem, usage } from './problem.ts'
import type { Terminal } from './terminal.ts'

/** Tokens of device authorization, and until when the access token is good (milliseconds). */
const tokensShape = z.object({ access: z.string(), refresh: z.string(), until: z.number() })
export type Tokens = z.infer<typeof tokensShape>

/** A server that somebody is signed in to; `company`: the one that is meant where none is named. */
const profileShape = z.object({ url: z.string(), company: z.string().optional(), tokens: tokensShape.optional() })
export type Profile = z.infer<typeof profileShape>

const fileShape = z.object({ current: z.string(), profiles: z.record(z.string(), profileShape) })
export type Profiles = z.infer<typeof fileShape>

const none: Profiles = { current: 'default', profiles: {} }
/** A lock that is older was left by a process that died (milliseconds). */
const staleMs = 60_000
const lookMs = 50

/** Where profiles stand: `$MUSTER_CONFIG`, else where the system keeps such files. */
export function folderOf({ env, home }: Pick<Terminal, 'env' | 'home'>): string {
  return env['MUSTER_CONFIG'] ?? join(env['XDG_CONFIG_HOME'] ?? join(home, '.config'), 'muster')
}

const fileIn = (folder: string) => join(folder, 'profiles.json')

/** All profiles. A file that others may read is closed to them first: it holds tokens. */
export async function readProfiles(folder: string): Promise<Profiles> {
  const file = fileIn(folder)
  try {
    if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600)
    return fileShape.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === 'ENOENT') return none
    throw new Problem(`${file} cannot be read: ${err instanceof Error ? err.message : String(err)}`)
  }
}

/** Changes the profiles while no other process does, whole or not at all; the file is its owner's alone (0600). */
export async function changeProfiles<T>(folder: string, change: (now: Profiles) => Promise<{ next: Profiles; answer: T }>): Promise<T> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = join(folder, 'lock')
  await takeLock(lock)
  try {
    const { next, answer } = await change(await readProfiles(folder))
    const made = join(folder, `profiles.${randomUUID()}`)
    await writeFile(made, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
    await rename(made, fileIn(folder))
    return answer
  } finally {
    await rm(lock, { recursive: true, force: true })
  }
}

/** A folder can be made by one process only. */
async function takeLock(lock: string): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock)
      return
    } catch (err) {
      if ((err as NodeJS.ErrnoException).code !== 'EEXIST') throw err
      const since = await stat(lock).then(
        (found) => found.mtimeMs,
        () => Date.now(),
      )
      if (Date.now() - since > staleMs) await rm(lock, { recursive: true, force: true })
      await pause(lookMs)
    }
  }
}

/** The name of the profile that is meant. */
export const nameOf = (profiles: Profiles, env: Terminal['env'], asked: string | undefined): string =>
  asked ?? env['MUSTER_PROFILE'] ?? profiles.current

/** Puts a profile among the others; `use`: it is the one that is meant from now on. */
export function withProfile(now: Profiles, name: string, profile: Profile, use: boolean): Profiles {
  return { current: use ? name : now.current, profiles: { ...now.profiles, [name]: profile } }
}

/** The address of a server as it is kept. @throws a usage problem */
export function serverUrl(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  if (!url || !['https:', 'http:'].includes(url.protocol))
    throw usage(`${typed} is no address of a server, such as https://muster.example.com`)
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  // Tokens go to it.
  if (url.protocol === 'http:' && !isHere) throw usage(`${typed}: only by https, or http to this machine`)
  return url.origin
}
