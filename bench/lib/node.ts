import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../server/platform/embedded.ts'
import type { BenchDatabase } from './database.ts'

export type NodeOptions = {
  port: number
  ownerUrl: string
  appUrl: string
  now: string
  trustedProxies: string[]
  dataDir: string
  /** Whether it does jobs as well. */
  worker: boolean
}

export type BenchNode = {
  url: string
  port: number
  pid: number
  /** Sets the node's clock, which goes on from there. */
  setClock(now: Date): Promise<void>
  stop(): Promise<void>
  /** Kills it as a machine would that fails. */
  kill(): Promise<void>
}

/** Where a node keeps its files. */
export const dataDirOf = (folder: string) => path.join(folder, 'data')

/** Starts the product in a process of its own; on a free port, or where one stood before. `worker`: it does jobs as well. */
export async function startNode(
  { ownerUrl, appUrl, folder }: BenchDatabase,
  now: Date,
  trustedProxies: string[] = [],
  at?: number,
  worker = false,
): Promise<BenchNode> {
  const port = at ?? (await freePort())
  const dataDir = dataDirOf(folder)
  const options: NodeOptions = { port, ownerUrl, appUrl, now: now.toISOString(), trustedProxies, dataDir, worker }
  const child = await startChild(fileURLToPath(new URL('./node.child.ts', import.meta.url)), options)
  return {
    url: `http://localhost:${port}`,
    port,
    pid: child.pid ?? 0,
    setClock: async (to) => {
      child.send({ now: to.toISOString() })
      await once(child, 'message')
    },
    stop: () => stopChild(child),
    kill: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts two recorders that mark members of all small tenants at a steady rate until they are stopped. */
export async function startRecorders(
  database: BenchDatabase,
  options: Omit<RecorderOptions, 'appUrl' | 'share'>,
): Promise<{ stop(): Promise<number[]> }> {
  const file = fileURLToPath(new URL('./recorder.child.ts', import.meta.url))
  const children = await Promise.all([0, 1].map((share) => startChild(file, { ...options, appUrl: database.appUrl, share })))
  return {
    stop: () =>
      Promise.all(
        children.map(async (child) => {
          child.send('stop')
          const [recorded] = (await once(child, 'message')) as [number]
          await stopChild(child)
          return recorded
        }),
      ),
  }
}
export type RecorderOptions = {
  appUrl: string
  /** 0 or 1: which half of the members this one records. */
  share: number
  perSecond: number
  /** Where in the order of all members this run begins, so that every run finds members not yet recorded. */
  begin: number
  companies: string[]
  tenantMembers: number
  day: string
  days: number
}

export type StormOptions = { url: string; lanes: number; companies: number }
export type Stormed = { signedIn: number; turnedAway: number }

/** Starts a storm of sign-ins, so many at once. */
export async function startStorm(options: StormOptions): Promise<{ stop(): Promise<Stormed> }> {
  const child = await startChild(fileURLToPath(new URL('./storm.child.ts', import.meta.url)), options)
  return {
    stop: async () => {
      child.send('stop')
      const [done] = (await once(child, 'message')) as [Stormed]
      await stopChild(child)
      return done
    },
  }
}

async function startChild(file: string, options: object): Promise<ChildProcess> {
  const child = fork(file, [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${file} ended with ${String(code)}`)))
  await Promise.race([once(child, 'message'), ended])
  // Its later end is what we ask for.
  ended.catch(() => undefined)
  return child
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
}
