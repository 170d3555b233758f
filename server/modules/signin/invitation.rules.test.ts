import { describe, expect, it } from 'vitest'
import { isGood, mayInviteAgain } from './invitation.rules.ts'

const now = new Date('2026-11-25T00:00:00.000Z')
const ms = (n: number) => new Date(now.getTime() + n)

describe('MB-17: creation links', () => {
  it('T-2, MB-17: sent again a minute later, not before', () => {
    expect(mayInviteAgain({ createdAt: ms(-59_999) }, now)).toBe(false)
    expect(mayInviteAgain({ createdAt: ms(-60_000) }, now)).toBe(true)
    expect(mayInviteAgain(undefined, now)).toBe(true)
  })
  const link = { address: 'a@example.com', createdAt: ms(-1000), expiresAt: ms(1) }
  const member = { personalEmail: 'a@example.com', inCompanySince: ms(-1000) }
  it.each([
    ['good', link, member, true],
    ['expired', { ...link, expiresAt: now }, member, false],
    ['the address was changed', link, { ...member, personalEmail: 'b@example.com' }, false],
    ['the address was removed', link, { ...member, personalEmail: null }, false],
    ['transferred since', link, { ...member, inCompanySince: ms(-999) }, false],
  ])('MB-17, MB-16, T-2: %s', (_, invitation, who, good) => {
    expect(isGood(invitation, who, now)).toBe(good)
  })
})
