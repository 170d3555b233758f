import { run, parseCronItems, Logger, type Runner, type TaskList } from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import type { Ctx } from './context.ts'
import type { Json } from './tables.ts'
import type { Log } from './log.ts'

/** A recurring or enqueued piece of work. It may run twice and must not mind; `signal`: the node is told to stop, and what takes long ends. */
export type Job = {
  name: string
  cron?: string
  /** It mostly waits for servers of others: it holds no place in the queue while it runs, and looks after how much it does at once itself. */
  detached?: true
  run(payload: unknown, signal?: AbortSignal): Promise<void>
}

/** Enqueues a job in the caller's transaction; it starts only if that commits. `key` replaces an earlier one not yet started. */
export async function enqueue(ctx: Ctx, name: string, payload: Json, options: { key?: string; runAt?: Date } = {}): Promise<void> {
  await sql`select muster.enqueue(${name}, ${JSON.stringify(payload)}::jsonb, ${options.key ?? null}, ${options.runAt ?? null})`.execute(
    ctx.db,
  )
}

export type Worker = { stop(): Promise<void> }

/** Starts the worker, as the owner of the queue; each job then acts as the restricted role, one tenant at a time. */
export async function startWorker(ownerUrl: string, jobs: Job[], log: Log): Promise<Worker> {
  const [stopping, detached] = [new AbortController(), new Set<Promise<void>>()]
  const detach = (job: Job, payload: unknown): void => {
    const under: Promise<void> = job
      .run(payload, stopping.signal)
      .catch((err: unknown) => log.error({ err, job: job.name }, 'job'))
      .finally(() => detached.delete(under))
    detached.add(under)
  }
  const taskList: TaskList = Object.fromEntries(
    jobs.map((job) => [
      job.name,
      async (payload, { abortSignal }) => (job.detached ? detach(job, payload) : job.run(payload, abortSignal)),
    ]),
  )
  const crons = jobs.flatMap((job) => (job.cron ? [{ task: job.name, match: job.cron, identifier: job.name }] : []))
  // A pool of our own: the runner does not wait for its own one to end, and a connection lost meanwhile ended the process.
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 6 })
  pool.on('error', (err) => log.warn({ err: err.message }, 'database connection lost'))
  pool.on('connect', (client) => client.on('error', () => undefined))
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList,
    parsedCronItems: parseCronItems(crons),
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ message }, 'job')
      else if (level === 'warning') log.warn({ message }, 'job')
      else log.debug({ message }, 'job')
    }),
  })
  return {
    stop: async () => {
      stopping.abort()
      await runner.stop().finally(() => pool.end())
      await Promise.all(detached)
    },
  }
}
