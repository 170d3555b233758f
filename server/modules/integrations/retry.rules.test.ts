import { expect, it } from 'vitest'
import { failureOf, isDead, isGone, maxAttempts, nextAttemptAt, quietUntil } from './retry.rules.ts'

const now = new Date('2026-11-28T00:00:00Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const hour = 3_600_000

it('RE-3: attempts come ever later, for about three days', () => {
  const waits = Array.from({ length: maxAttempts - 1 }, (_, i) => (nextAttemptAt(now, i + 1).getTime() - now.getTime()) / 1000)
  expect(waits).toEqual([5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 72_000])
  expect(waits.reduce((sum, wait) => sum + wait, 0) / 3_600).toBeCloseTo(71.6, 1)
})

it.each([
  ['the first failed', { attempts: 1, waitingSince: ago(0) }, false],
  ['the last but one failed', { attempts: maxAttempts - 1, waitingSince: ago(60 * hour) }, false],
  ['the last failed', { attempts: maxAttempts, waitingSince: ago(70 * hour) }, true],
  ['an instant before three days', { attempts: 1, waitingSince: ago(72 * hour - 1) }, false],
  ['three days, held up by one before it', { attempts: 1, waitingSince: ago(72 * hour) }, true],
])('RE-3: given up or not: %s', (_, delivery, dead) => {
  expect(isDead({ type: 'member.suspended', ...delivery }, now)).toBe(dead)
})

it.each([
  [429, '120', 120],
  [503, ' 30 ', 30],
  [503, 'Sat, 28 Nov 2026 01:00:00 GMT', 3_600],
  [429, '9999999999', 86_400],
  [503, 'Fri, 01 Jan 2100 00:00:00 GMT', 86_400],
  [429, '0', null],
  [429, 'Fri, 27 Nov 2026 00:00:00 GMT', null],
  [429, '-5', null],
  [429, '1.5', null],
  [429, 'soon', null],
  [429, undefined, null],
  [500, '120', null],
])('RE-3: %i with Retry-After %s: quiet for %s seconds', (status, retryAfter, seconds) => {
  expect(quietUntil({ status, retryAfter }, now)).toEqual(seconds === null ? null : new Date(now.getTime() + seconds * 1_000))
})

it('RE-3: 410 alone says that an endpoint is gone', () => expect([410, 404, 200, null].map(isGone)).toEqual([true, false, false, false]))

it('RE-3: a test is tried once', () => expect(isDead({ type: 'webhook.test', attempts: 1, waitingSince: now }, now)).toBe(true))

it.each([
  [199, 'status'],
  [200, null],
  [299, null],
  [302, 'redirect'],
  [404, 'status'],
  [500, 'status'],
])('RE-3: %i comes to %s', (status, failure) => expect(failureOf(status)).toBe(failure))
