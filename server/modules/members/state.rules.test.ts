import { describe, expect, it } from 'vitest'
import { maySignIn, mayUndelete, mayUseSurface, stateOf, type StateFacts } from './state.rules.ts'

const now = new Date('2026-11-21T12:00:00.000Z')
const ago = (ms: number) => new Date(now.getTime() - ms)
const day = 86_400_000
const nobody: StateFacts = {
  createdAt: ago(day),
  activatesAt: null,
  firstSignedInAt: null,
  suspendedAt: null,
  deletedAt: null,
  appBlockedAt: null,
}

describe('MB-1: states, derived in order', () => {
  it.each([
    ['pending', {}],
    ['in_use', { firstSignedInAt: ago(1) }],
    ['awaiting', { activatesAt: new Date(now.getTime() + 1) }],
    ['pending', { activatesAt: now }],
    ['suspended', { suspendedAt: now, activatesAt: new Date(now.getTime() + 1) }],
    ['deleted', { deletedAt: now, suspendedAt: now }],
    ['pending', { createdAt: ago(30 * day - 1) }],
    ['pending_expired', { createdAt: ago(30 * day) }],
    ['pending', { createdAt: ago(90 * day), activatesAt: ago(30 * day - 1) }],
  ] as const)('MB-1: %s', (state, change) => {
    const member = { ...nobody, ...change }
    expect(stateOf(member, now)).toBe(state)
    expect(maySignIn(member, now)).toBe(state === 'in_use' || state === 'pending')
  })
})

describe('T-2: windows, one instant inside and one outside', () => {
  it('T-2, MB-15: undelete strictly before 7 × 24 h', () => {
    expect(mayUndelete({ ...nobody, deletedAt: ago(7 * day - 1) }, now)).toBe(true)
    expect(mayUndelete({ ...nobody, deletedAt: ago(7 * day) }, now)).toBe(false)
    expect(mayUndelete(nobody, now)).toBe(false)
  })
})

describe('MB-12: blocked app usage', () => {
  it('MB-12: refuses the apps, not the web', () => {
    const blocked = { ...nobody, appBlockedAt: now }
    expect((['mobile', 'pc', 'drive_mobile', 'drive_explorer'] as const).some((s) => mayUseSurface(blocked, s))).toBe(false)
    expect(mayUseSurface(blocked, 'web')).toBe(true)
    expect(mayUseSurface(nobody, 'mobile')).toBe(true)
  })
})
