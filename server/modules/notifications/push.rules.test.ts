import { expect, it } from 'vitest'
import { nextPushAt, pushedSince, pushOutcomeOf, retryAfterOf } from './push.rules.ts'

it.each([
  [200, 'sent'],
  [201, 'sent'],
  [404, 'gone'],
  [410, 'gone'],
  [302, 'refused'],
  [400, 'refused'],
  [403, 'refused'],
  [413, 'refused'],
  [429, 'later'],
  [500, 'later'],
  [503, 'later'],
] as const)('a push service that answers %i: %s', (status, outcome) => {
  expect(pushOutcomeOf({ reached: true, status })).toBe(outcome)
})

it.each([
  ['timeout', 'later'],
  ['unreachable', 'later'],
  ['private_address', 'gone'],
] as const)('a push service that is not reached, %s: %s', (failure, outcome) => {
  expect(pushOutcomeOf({ reached: false, failure })).toBe(outcome)
})

const now = new Date('2026-11-28T12:00:00Z')
it('is tried again later and later, not before the push service asks for, and for a day', () => {
  const seconds = (attempts: number, retryAfter?: number) => (nextPushAt(now, attempts, retryAfter).getTime() - now.getTime()) / 1_000
  expect([1, 2, 3, 4].map((n) => seconds(n))).toEqual([30, 90, 270, 810])
  expect(seconds(1, 600)).toBe(600)
  expect(seconds(4, 10)).toBe(810)
  expect(seconds(20)).toBe(86_400)
  expect(pushedSince(now)).toEqual(new Date('2026-11-27T12:00:00Z'))
})

it.each([
  [undefined, 0],
  ['120', 120],
  ['Sat, 28 Nov 2026 12:01:30 GMT', 90],
  ['Sat, 28 Nov 2026 11:00:00 GMT', 0],
  ['soon', 0],
])('Retry-After %s: %i seconds', (header, seconds) => {
  expect(retryAfterOf(header, now)).toBe(seconds)
})
