/** Time, injectable (T-2). */
export type Clock = {
  now(): Date
  /** Resolves after `ms` milliseconds, or at once when `signal` is aborted. */
  wait(ms: number, signal: AbortSignal): Promise<void>
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  wait: (ms, signal) =>
    new Promise((done) => {
      if (signal.aborted) return done()
      const finish = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', finish)
        done()
      }
      const timer = setTimeout(finish, ms)
      signal.addEventListener('abort', finish)
    }),
}
