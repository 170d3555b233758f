import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/harness.ts'
import { systemClock } from './clock.ts'
import { scopes, systemActor } from './context.ts'
import { newId } from './ids.ts'
import { enqueue, startWorker } from './jobs.ts'
import { createLog } from './log.ts'

let database: TestDatabase
const log = createLog('silent')
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

const scope = () => scopes(database.app.db, systemClock, log)(newId(new Date()), systemActor('test'))

it('a job is enqueued by the restricted role in the caller’s transaction: it runs if that commits, and only then', async () => {
  const ran: unknown[] = []
  const done = Promise.withResolvers<void>()
  const worker = await startWorker(
    database.ownerUrl,
    [{ name: 'test.note', run: async (payload) => void (ran.push(payload), done.resolve()) }],
    log,
  )
  await expect(
    scope().transaction(async (ctx) => {
      await enqueue(ctx, 'test.note', { n: 1 })
      throw new Error('changed my mind')
    }),
  ).rejects.toThrow('changed my mind')
  await scope().transaction((ctx) => enqueue(ctx, 'test.note', { n: 2 }))
  await done.promise
  await worker.stop()
  expect(ran).toEqual([{ n: 2 }])
})

it('a key replaces a job that has not started', async () => {
  const later = new Date(Date.now() + 3_600_000)
  await scope().transaction((ctx) => enqueue(ctx, 'test.later', { n: 1 }, { key: 'one', runAt: later }))
  await scope().transaction((ctx) => enqueue(ctx, 'test.later', { n: 2 }, { key: 'one', runAt: later }))
  const { rows } = await database.owner.pool.query("select payload from graphile_worker._private_jobs where key = 'one'")
  expect(rows).toEqual([{ payload: { n: 2 } }])
})

it('stopping waits for the job that runs', async () => {
  const started = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  let finished = false
  const run = async () => {
    started.resolve()
    await release.promise
    finished = true
  }
  const worker = await startWorker(database.ownerUrl, [{ name: 'test.slow', run }], log)
  await scope().transaction((ctx) => enqueue(ctx, 'test.slow', {}))
  await started.promise
  const stopped = worker.stop()
  release.resolve()
  await stopped
  expect(finished).toBe(true)
})

it('detached jobs hold no place in the queue, and are told to stop and waited for', async () => {
  const [begun, next] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let [running, ended] = [0, 0]
  const wait = async (_: unknown, signal?: AbortSignal) => {
    running += 1
    if (running === 10) begun.resolve()
    await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
    ended += 1
  }
  const jobs = [
    { name: 'test.waits', detached: true as const, run: wait },
    { name: 'test.next', run: async () => next.resolve() },
  ]
  const worker = await startWorker(database.ownerUrl, jobs, log)
  await scope().transaction(async (ctx) => {
    for (let n = 0; n < 10; n++) await enqueue(ctx, 'test.waits', { n })
  })
  await begun.promise
  await scope().transaction((ctx) => enqueue(ctx, 'test.next', {}))
  await next.promise
  await worker.stop()
  expect(ended).toBe(10)
})

it('the server’s role reaches no table of the queue', async () => {
  await expect(database.app.pool.query('select * from graphile_worker._private_jobs')).rejects.toThrow(/permission denied/)
  await expect(database.app.pool.query("select graphile_worker.add_job('test.note')")).rejects.toThrow(/permission denied/)
})
