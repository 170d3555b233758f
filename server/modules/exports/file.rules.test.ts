import { describe, expect, it } from 'vitest'
import { fileName, mayOpen, openBlockedBy, outcomeOf, stateOf, type StateFacts } from './file.rules.ts'

const now = new Date('2026-11-28T12:00:00Z')
const before = (ms: number) => new Date(now.getTime() - ms)
const day = 86_400_000
const file = (facts: Partial<StateFacts>): StateFacts => ({
  state: 'done',
  problem: null,
  askedAt: before(1_000),
  expiresAt: before(-1),
  ...facts,
})

describe('DS-8, pitfall 18: how a file stands', () => {
  it.each([
    [file({}), 'done', null],
    [file({ expiresAt: now }), 'expired', 'file_expired'],
    [file({ state: 'waiting' }), 'waiting', 'file_not_ready'],
    [file({ state: 'running', askedAt: before(day - 1) }), 'running', 'file_not_ready'],
    [file({ state: 'running', askedAt: before(day) }), 'failed', 'file_not_ready'],
    [file({ state: 'waiting', askedAt: before(day) }), 'failed', 'file_not_ready'],
    [file({ state: 'failed', problem: 'not_allowed', expiresAt: now }), 'failed', 'file_not_ready'],
    [file({ state: 'cancelled' }), 'cancelled', 'file_not_ready'],
  ])('T-2: %o is %s', (facts, state, blocked) => {
    expect(stateOf(facts, now).state).toBe(state)
    expect(openBlockedBy(facts, now)).toBe(blocked)
  })

  it('pitfall 18: tried three times; a refusal is final', () => {
    expect([1, 2, 3].map((attempts) => outcomeOf(null, attempts))).toEqual(['again', 'again', 'failed'])
    expect(outcomeOf('unavailable', 1)).toBe('again')
    for (const code of ['forbidden', 'not_found', 'names_hidden', 'plan_required'] as const) expect(outcomeOf(code, 1)).toBe('not_allowed')
  })
})

describe('P-2: who may open what was made for whom', () => {
  const whole = { names: true, team: null }
  it.each([
    [whole, whole, true],
    [whole, { names: false, team: null }, false],
    [whole, { names: true, team: 'a' }, false],
    [{ names: true, team: 'a' }, { names: true, team: 'a' }, true],
    [{ names: true, team: 'a' }, { names: true, team: 'b' }, false],
    [{ names: true, team: 'a' }, whole, true],
    [{ names: false, team: null }, whole, true],
    [{ names: false, team: null }, { names: false, team: null }, true],
  ])('P-2: made with %o, opened with %o: %s', (made, reach, may) => expect(mayOpen(made, reach)).toBe(may))
})

it('DS-8: files bear the list and the day', () => {
  expect(fileName('devices', 'mobile', '2026-11-28')).toBe('devices_mobile_2026-11-28.csv')
  expect(fileName('audit', undefined, '2026-11-28')).toBe('audit-log_2026-11-28.csv')
})
