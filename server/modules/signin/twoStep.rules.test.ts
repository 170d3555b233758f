import { describe, expect, it } from 'vitest'
import { asksTwoStep, codeProves, foldCode, makeRecoveryCodes, otherBlockedBy, secondStepHolds } from './twoStep.rules.ts'

describe('MB-8: whether a second step is asked for', () => {
  it.each([
    ['off', true, true, false],
    ['optional', false, false, false],
    ['optional', true, false, true],
    ['optional', false, true, true],
    ['required', false, false, true],
  ] as const)('MB-8: %s, switched on %s, set up %s: %s', (policy, switchedOn, enrolled, asked) => {
    expect(asksTwoStep({ policy, switchedOn, enrolled })).toBe(asked)
  })

  const facts = { policy: 'required', switchedOn: false, enrolled: true } as const
  const at = new Date('2026-11-25T12:00:00Z')
  const later = new Date(at.getTime() + 1)
  it.each([
    [facts, null, null, false],
    [facts, { by: 'totp', at }, null, true],
    [facts, { by: 'totp', at: later }, at, true],
    [facts, { by: 'totp', at }, at, false],
    [facts, { by: 'totp', at }, later, false],
    [{ ...facts, policy: 'off' }, null, null, true],
  ] as const)('pitfall 24: %j, proved %j, reset %s: goes on %s', (given, proof, resetAt, holds) => {
    expect(secondStepHolds(given, proof, resetAt)).toBe(holds)
  })
})

it('MB-8: ten recovery codes, told apart when read aloud; typed in any way', () => {
  let next = 0
  const codes = makeRecoveryCodes((bound) => next++ % bound)
  expect(codes).toHaveLength(10)
  for (const code of codes) expect(code).toMatch(/^[a-hj-km-np-z2-9]{5}-[a-hj-km-np-z2-9]{5}$/)
  expect(foldCode(' ABCDE fghjk ')).toBe('abcdefghjk')
  expect(foldCode('abcde-fghjk')).toBe('abcdefghjk')
  expect(foldCode('１２３ ４５６')).toBe('123456')
})

describe('MB-8: what a code that is sent proves besides the first step', () => {
  it.each([
    ['password', false, true, true],
    ['password', true, true, false],
    ['phone', false, false, true],
    ['phone', true, false, true],
    ['line', true, true, true],
  ] as const)('after %s, the password by mail: %s', (method, byMail, sms, mail) => {
    expect(codeProves('sms', { method, byMail })).toBe(sms)
    expect(codeProves('mail', { method, byMail })).toBe(mail)
  })
})

it.each([
  [false, true, null, null],
  [false, true, new Date(0), 'member_state'],
  [false, false, new Date(0), 'not_allowed_on_superior'],
  [true, true, null, 'own_account'],
] as const)('P-3, MB-5, MB-8: the way in of oneself %s, or of one below %s, deleted %s', (isSelf, mayAct, deletedAt, blocked) => {
  expect(otherBlockedBy({ deletedAt }, { isSelf, mayAct })).toBe(blocked)
})
