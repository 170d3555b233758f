import { expect, it } from 'vitest'
import { isGivenUp, maxAttempts, nextAttemptAt } from './logout.rules.ts'

it('RE-3: attempts come ever later, and end', () => {
  const now = new Date('2026-11-28T00:00:00Z')
  const waits = Array.from({ length: maxAttempts - 1 }, (_, i) => (nextAttemptAt(now, i + 1).getTime() - now.getTime()) / 1000)
  expect(waits).toEqual([10, 40, 160, 640, 2560, 10_240, 40_960])
  expect([isGivenUp(7, 'status'), isGivenUp(8, 'status'), isGivenUp(1, 'private_address')]).toEqual([false, true, true])
})
