import { describe, expect, it } from 'vitest'
import { noticeRefusedBy, toldSince } from './updateNotice.rules.ts'

describe('DS-6: who gets the notice', () => {
  it.each([
    ['in_use', true, true, null],
    ['pending', true, true, null],
    ['in_use', true, false, 'up_to_date'],
    ['in_use', false, true, 'not_permitted'],
    ['awaiting', true, true, 'not_permitted'],
    ['pending_expired', true, true, 'not_permitted'],
    ['suspended', true, true, 'suspended'],
    ['deleted', false, false, 'deleted'],
  ] as const)('DS-6: %s, may use the app: %s, an update: %s → %s', (state, mayUseApp, updateAvailable, reason) =>
    expect(noticeRefusedBy({ state, mayUseApp, updateAvailable })).toBe(reason),
  )

  it('DS-6, T-2: told an hour ago, told no more', () => {
    const now = new Date('2027-06-10T12:00:00Z')
    expect(toldSince(now)).toEqual(new Date('2027-06-10T11:00:00Z'))
  })
})
