import { expect, it } from 'vitest'
import { deliveryOf, outcomeOf } from './delivery.rules.ts'

const mail = { ofMail: true, begun: false }
const connection = { ofMail: false, begun: false }
it.each([
  [{ ...mail, replyCode: 550 }, 'refused'],
  [{ ...mail, replyCode: 500, begun: true }, 'refused'],
  [{ ...mail, replyCode: 499 }, 'later'],
  [{ ...connection, replyCode: 535 }, 'unreachable'],
  [{ ...connection, replyCode: 421 }, 'unreachable'],
  [{ ...connection, replyCode: 0 }, 'unreachable'],
  [{ ofMail: true, begun: true, replyCode: 0 }, 'unknown'],
] as const)('IS-6: %j means %s', (failed, outcome) => {
  expect(outcomeOf(failed)).toBe(outcome)
})

const now = new Date('2026-11-21T12:00:00Z')
const before = (ms: number) => new Date(now.getTime() - ms)
const none = { attemptedAt: null, sentAt: null, failedAt: null, isKept: true }
it.each([
  [none, 'waiting'],
  [{ ...none, attemptedAt: now, sentAt: now, isKept: false }, 'sent'],
  [{ ...none, attemptedAt: now, failedAt: now, isKept: false }, 'refused'],
  [{ ...none, attemptedAt: before(119_999) }, 'waiting'],
  [{ ...none, attemptedAt: before(120_000) }, 'unknown'],
  [{ ...none, attemptedAt: now, isKept: false }, 'unknown'],
] as const)('pitfall 20: %j stands as %s', (record, delivery) => {
  expect(deliveryOf(record, now)).toBe(delivery)
})
