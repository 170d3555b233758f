import { expect, it } from 'vitest'
import { companyAt, useIgnoredBecause } from './report.rules.ts'

const now = new Date('2026-11-21T12:00:00.000Z')
const from = (ms: number) => new Date(now.getTime() + ms)
const day = 86_400_000

it.each([
  ['31 days old', -31 * day, null],
  ['one instant older', -31 * day - 1, 'too_old'],
  ['now', 0, null],
  ['5 minutes ahead', 300_000, null],
  ['one instant further', 300_001, 'in_future'],
])('AU-7, T-2: a use %s', (_name, ms, reason) => {
  expect(useIgnoredBecause(from(ms), now)).toBe(reason)
})

it('AU-7, MB-16: a use counts for the company the member was in then', () => {
  const memberships = [
    { companyId: 'a', from: from(-10 * day) },
    { companyId: 'b', from: from(-5 * day) },
    { companyId: 'a', from: from(-1 * day) },
  ]
  expect(companyAt(memberships, from(-20 * day))).toBe('a')
  expect(companyAt(memberships, from(-5 * day - 1))).toBe('a')
  expect(companyAt(memberships, from(-5 * day))).toBe('b')
  expect(companyAt(memberships, from(-1 * day - 1))).toBe('b')
  expect(companyAt(memberships, now)).toBe('a')
  expect(companyAt([], now)).toBeUndefined()
})
