import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { run, parseCronItems, Logger, type Runner, type TaskList, type WorkerEvents } from 'graphile-worker'
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

/** The runner ends where the database was gone while it noted what became of a job. So long after it, it is begun anew. */
const againMs = 1_000

/**
 * Starts the worker, as the owner of the queue; each job then acts as the restricted role, one tenant at a time. It goes on when the database
 * comes back, and what was under way then is run again.
 */
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
  const begin = () => beginRunner(pool, { taskList, crons }, log)
  let runner = await begin()
  const beginAgain = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await pause(againMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      try {
        // What the one before held is nobody's.
        await pool.query('select graphile_worker.force_unlock_workers($1)', [runner.holders])
        runner = await begin()
        return
      } catch (err) {
        log.warn({ err: (err as Error).message }, 'the worker cannot be begun yet')
      }
    }
  }
  const keepGoing = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await runner.ended
      if (stopping.signal.aborted) return
      log.error('the worker has ended; it is begun anew')
      await beginAgain()
    }
  }
  const going = keepGoing()
  return {
    stop: async () => {
      stopping.abort()
      // One that has ended is stopped already.
      await runner.stop().catch(() => undefined)
      await Promise.all([going, ...detached])
      await pool.end()
    },
  }
}

type Work = { taskList: TaskList; crons: { task: string; match: string; identifier: string }[] }
type Running = { ended: Promise<void>; holders: string[]; stop(): Promise<void> }

async function beginRunner(pool: pg.Pool, { taskList, crons }: Work, log: Log): Promise<Running> {
  const events: WorkerEvents = new EventEmitter()
  /** Under which names it locks jobs. */
  const holders: string[] = []
  events.on('pool:create', ({ workerPool }) => holders.push(workerPool.id))
  events.on('worker:create', ({ worker }) => holders.push(worker.workerId))
  const runner: Runner = await run({
    pgPool: pool,
    concurrency: 4,
    noHandleSignals: true,
    pollInterval: 2_000,
    taskList,
    parsedCronItems: parseCronItems(crons),
    events,
    // Noted in batches, even of one: without them, a database that is gone just then is a rejection that nobody hears, which ends the process.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    logger: new Logger(() => (level, message) => {
      if (level === 'error') log.error({ message }, 'job')
      else if (level === 'warning') log.warn({ message }, 'job')
      else log.debug({ message }, 'job')
    }),
  })
  const ended = runner.promise.catch(() => undefined)
  return { ended, holders, stop: () => runner.stop() }
}
