import { expect, it } from 'vitest'
import { outcomeOf } from './delivery.rules.ts'

it.each([
  [{ responseCode: 550, command: 'RCPT TO' }, 'refused'],
  [{ responseCode: 500 }, 'refused'],
  [{ responseCode: 499 }, 'again'],
  [{ responseCode: 421, code: 'ECONNECTION' }, 'again'],
  [{ code: 'ECONNREFUSED' }, 'again'],
  [{ code: 'ETIMEDOUT', command: 'CONN' }, 'again'],
  [{ code: 'ETIMEDOUT', command: 'DATA' }, 'unknown'],
  [{}, 'unknown'],
] as const)('IS-6: %j means %s', (error, outcome) => {
  expect(outcomeOf(error)).toBe(outcome)
})
