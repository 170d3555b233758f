import { retryDays, testEvent, type DeliveryFailure } from '@muster/contract'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
/** Ever longer; together a little less than {@link retryDays}. */
const waits = [5 * second, minute, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 20 * hour] as const

/** RE-3: how often a delivery is tried at most. */
export const maxAttempts = waits.length + 1

/** RE-3: when the next attempt is made, after so many. */
export function nextAttemptAt(now: Date, attempts: number): Date {
  return new Date(now.getTime() + (waits[attempts - 1] ?? waits.at(-1) ?? 0))
}

/**
 * RE-3: after a failure nothing more is tried: it was tried often enough, or has waited for three days, and had its turn. A test is tried once:
 * who sends one is looking.
 */
export function isDead({ type, attempts, waitingSince }: { type: string; attempts: number; waitingSince: Date }, now: Date): boolean {
  return type === testEvent || attempts >= maxAttempts || waitingSince <= deadBefore(now)
}

/** RE-3: what waits since then or before has waited long enough, also for an endpoint that is paused. */
export function deadBefore(now: Date): Date {
  return new Date(now.getTime() - retryDays * 24 * hour)
}

/** RE-3: what an answer comes to: any of the two hundreds has it delivered, redirects are not followed. */
export function failureOf(status: number): Extract<DeliveryFailure, 'status' | 'redirect'> | null {
  if (status >= 200 && status < 300) return null
  return status >= 300 && status < 400 ? 'redirect' : 'status'
}
