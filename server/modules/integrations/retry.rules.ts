import { maxQuietHours, retryDays, testEvent, type DeliveryFailure } from '@muster/contract'

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

/**
 * RE-3: until when an endpoint wants to be sent nothing: as its `Retry-After` says with 429 or 503, in seconds or as a date, for a day at most;
 * null: it says nothing of the kind, or nothing that can be read.
 */
export function quietUntil({ status, retryAfter }: { status: number; retryAfter: string | undefined }, now: Date): Date | null {
  if (status !== 429 && status !== 503) return null
  const said = retryAfter?.trim() ?? ''
  const at = /^\d{1,10}$/.test(said) ? now.getTime() + Number(said) * second : /[a-z]/i.test(said) ? Date.parse(said) : Number.NaN
  return at > now.getTime() ? new Date(Math.min(at, now.getTime() + maxQuietHours * hour)) : null
}

/** RE-3: whether an endpoint says that it is gone for good, as Standard Webhooks has it: nothing more is to be sent there. */
export const isGone = (status: number | null): boolean => status === 410

/** RE-3: what an answer comes to: any of the two hundreds has it delivered, redirects are not followed. */
export function failureOf(status: number): Extract<DeliveryFailure, 'status' | 'redirect'> | null {
  if (status >= 200 && status < 300) return null
  return status >= 300 && status < 400 ? 'redirect' : 'status'
}
