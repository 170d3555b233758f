import { expect, it } from 'vitest'
import { textOutcomeOf } from './text.rules.ts'

it.each([
  [0, false, 'unreachable'],
  [0, true, 'unknown'],
  [302, true, 'unreachable'],
  [400, true, 'refused'],
  [401, true, 'unreachable'],
  [403, true, 'unreachable'],
  [404, true, 'unreachable'],
  [422, true, 'refused'],
  [429, true, 'later'],
  [500, true, 'later'],
  [503, true, 'later'],
] as const)('MB-8: after status %i, begun %s, a text is %s', (status, begun, outcome) => {
  expect(textOutcomeOf({ status, begun })).toBe(outcome)
})
