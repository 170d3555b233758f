import { describe, expect, it } from 'vitest'
import { isWidelyKnown } from '../../platform/knownPasswords.ts'
import { defaultPolicy, isExpired, passwordProblem, suspends } from './policy.rules.ts'

const policy = (change: Partial<typeof defaultPolicy>) => ({ ...defaultPolicy, breached: false, ...change })

describe('MB-4: the password policy', () => {
  it.each([
    [policy({}), 'abcdefg', 'length'],
    [policy({}), 'abcdefgh', null],
    [policy({}), 'x'.repeat(64), null],
    [policy({}), 'x'.repeat(65), 'length'],
    [policy({ minLength: 12 }), 'abcdefghijk', 'length'],
    [policy({ minLength: 12 }), 'abcdefghijkl', null],
    [policy({}), '🙂'.repeat(8), null],
    [policy({}), '🙂'.repeat(7), 'length'],
    [policy({ kinds: 2 }), 'abcdefgh', 'kinds'],
    [policy({ kinds: 2 }), 'abcdefgH', null],
    [policy({ kinds: 3 }), 'abcdefgH', 'kinds'],
    [policy({ kinds: 3 }), 'abcdef1H', null],
    [policy({ kinds: 4 }), 'abcdef1H', 'kinds'],
    [policy({ kinds: 4 }), 'abcde-1H', null],
    [policy({ kinds: 2 }), '가나다라마바사a', null],
    [policy({ breached: true }), 'password', 'breached'],
    [policy({ breached: true }), 'PassWord', 'breached'],
    [policy({ breached: true }), 'ｐａｓｓｗｏｒｄ', 'breached'],
    [policy({ breached: false }), 'password', null],
    [policy({ breached: true }), 'correct horse battery', null],
    [policy({}), 'my-Geonwoo-2026', 'personal'],
    [policy({}), 'kim-kim-kim', null],
  ] as const)('MB-4: %j: %s is refused for %s', (rules, password, problem) => {
    expect(passwordProblem(rules, password, ['geonwoo', 'kim'], isWidelyKnown)).toBe(problem)
  })

  const now = new Date('2026-11-25T12:00:00Z')
  const day = 86_400_000
  it.each([
    [30, 30 * day - 1, false],
    [30, 30 * day, true],
    [365, 365 * day - 1, false],
    [365, 365 * day, true],
    [null, 10_000 * day, false],
  ] as const)('MB-4: with expiry after %s days, %i ms old: %s', (expiryDays, age, expired) => {
    expect(isExpired(policy({ expiryDays }), new Date(now.getTime() - age), now)).toBe(expired)
  })

  it.each([
    [5, 4, false],
    [5, 5, true],
    [null, 1_000, false],
  ] as const)('MB-4: of %s attempts, the %ith failure suspends: %s', (attempts, failures, suspended) => {
    expect(suspends(policy({ attempts }), failures)).toBe(suspended)
  })
})
