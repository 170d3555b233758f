import { expect, it } from 'vitest'
import { createRefusals } from './refusals.ts'

it('pitfall 27, T-2: an address is refused unseen from its 600th refusal on, for the rest of the minute; others are not', () => {
  let now = 0
  const refusals = createRefusals(() => now)
  for (let i = 0; i < 599; i++) refusals.count('a')
  expect(refusals.exceeded('a')).toBe(false)
  refusals.count('a')
  expect(refusals.exceeded('a')).toBe(true)
  expect(refusals.exceeded('b')).toBe(false)
  now = 59_999
  expect(refusals.exceeded('a')).toBe(true)
  now = 60_000
  expect(refusals.exceeded('a')).toBe(false)
})
