/** RE-3: an app that does not answer is tried this often, ever later, about 15 hours in all. */
export const maxAttempts = 8

/** RE-3: when the next attempt is made, after so many. */
export function nextAttemptAt(now: Date, attempts: number): Date {
  return new Date(now.getTime() + 10_000 * 4 ** (attempts - 1))
}

/** RE-3: after a failure nothing more is tried: it was tried often enough, or the address is one that is never reached. */
export const isGivenUp = (attempts: number, failure: string) => attempts >= maxAttempts || failure === 'private_address'
