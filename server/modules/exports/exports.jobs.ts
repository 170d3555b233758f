import { systemActor } from '../../platform/context.ts'
import { enqueueMaking, makeFile, makeFileJob, type Making } from './make.service.ts'

/** Files that a node makes at a time in the background, so that other jobs have their turn. */
const mostAtOnce = 2

/** So long a file waits for its turn where a node makes as many as it may. */
const turnMs = 2_000

/** Enqueued with each file that is made in the background; takes as long as its rows do. Two workers at once: one of them makes it. */
export function createMakingJob(making: Making): (payload: unknown, signal?: AbortSignal) => Promise<void> {
  let running = 0
  return async (payload, signal) => {
    const { tenant, file } = payload as { tenant: string; file: string }
    if (running >= mostAtOnce) {
      const scope = making.scopes(tenant, systemActor(makeFileJob))
      return scope.transaction((ctx) => enqueueMaking(ctx, file, new Date(ctx.now.getTime() + turnMs)))
    }
    running += 1
    try {
      await makeFile(making, tenant, file, signal)
    } finally {
      running -= 1
    }
  }
}
