import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export type WorkerOptions = { ownerUrl: string; appUrl: string; secret: string }
export type ReceiverOptions = { port: number; file: string }
/** A process that may be killed at any moment, as a machine would that loses power. */
export type Killable = { kill(): Promise<void> }

async function start(file: URL, options: object): Promise<Killable> {
  const child = fork(fileURLToPath(file), [JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const early = ended.then(() => Promise.reject(new Error(`${file.pathname} ended by itself`)))
  early.catch(() => undefined)
  await Promise.race([once(child, 'message'), early])
  return {
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Starts a worker of the product. */
export const startKillableWorker = (options: WorkerOptions): Promise<Killable> =>
  start(new URL('./worker.child.ts', import.meta.url), options)

/** Starts a service that is told of events. */
export const startKillableReceiver = (options: ReceiverOptions): Promise<Killable> =>
  start(new URL('./receiver.child.ts', import.meta.url), options)
