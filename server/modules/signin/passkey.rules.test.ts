import { describe, expect, it } from 'vitest'
import { firstName, mayAnswer, mayCount, mayHavePasskeys, removalBlockedBy } from './passkey.rules.ts'

describe('MB-8: passkeys', () => {
  it.each([
    ['off', false, false],
    ['off', true, true],
    ['optional', false, true],
    ['required', false, true],
  ] as const)('MB-8: policy %s, alone %s: members may have them: %s', (policy, alone, may) => {
    expect(mayHavePasskeys({ policy, alone })).toBe(may)
  })

  it.each([
    [{}, 999, true],
    [{}, 1_000, false],
    [{ purpose: 'proof' as const }, 0, false],
    [{ askedIn: 'elsewhere' }, 0, false],
  ])('MB-8, T-2: a challenge until 1,000 with %o, at %i, counts for a sign-in here: %s', (made, now, may) => {
    const asked = { purpose: 'sign_in', askedIn: 'here' } as const
    expect(mayAnswer({ ...asked, until: 1_000, ...made }, asked, new Date(now))).toBe(may)
    expect(mayAnswer({}, asked, new Date(now))).toBe(false)
  })

  it.each([
    ['required', false, 0, 'last_second_step'],
    ['required', false, 1, null],
    ['optional', false, 0, 'last_second_step'],
    ['optional', true, 0, 'last_second_step'],
    ['off', true, 0, null],
  ] as const)('MB-8: policy %s, switched on %s, %i others: removing it is blocked by %s', (policy, switchedOn, others, code) => {
    expect(removalBlockedBy({ policy, switchedOn, enrolled: true }, others)).toBe(code)
  })

  it.each([
    [0, 0, true],
    [0, 1, true],
    [5, 6, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
  ])('MB-8: a counter of %i, then %i: possible: %s', (before, now, possible) => {
    expect(mayCount(before, now)).toBe(possible)
  })

  it('is called by where it was made', () => {
    expect(firstName({ browser: 'Chrome 140', os: 'Windows 11' })).toBe('Chrome, Windows 11')
    expect(firstName({ browser: null, os: null })).toBe('Passkey')
  })
})
