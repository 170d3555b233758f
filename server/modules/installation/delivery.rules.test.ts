import { expect, it } from 'vitest'
import { claimSize, isAddressRefused, retryAfterMs } from './delivery.rules.ts'

it('IS-6: a mail that is not taken for now is tried again ever later, for more than a day, and then given up', () => {
  const pauses = Array.from({ length: 9 }, (_, n) => retryAfterMs(n + 1) ?? 0)
  expect(pauses).toEqual(pauses.toSorted((a, b) => a - b))
  expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(24 * 3_600_000)
  expect([retryAfterMs(1), retryAfterMs(10)]).toEqual([60_000, null])
})

it.each([
  ['550 5.1.1 no such mailbox', true, true],
  ['550 no such mailbox', true, true],
  ['550-5.1.10 RESOLVER.ADR.RecipientNotFound', true, true],
  ['552 5.2.2 mailbox full', true, false],
  ['550 5.7.1 you are on a list', true, false],
  ['554 refused', true, false],
  ['450 4.2.0 greylisted', true, false],
  ['550 5.1.1 no such mailbox', false, false],
])('a bounce by address is read from the reply: %j to the recipient: %s', (reply, ofRecipient, refused) => {
  expect(isAddressRefused({ ofRecipient, reply })).toBe(refused)
})

it('IS-6: little is claimed of a slow server, and never less than it can be handed', () => {
  expect([claimSize(4, 2_000), claimSize(4, 20), claimSize(4, 1)]).toEqual([4, 20, 64])
})
