import { describe, expect, it } from 'vitest'
import { answerTo, cancelBlockedBy, isOpen, operationBlockedBy, operationState } from './operation.rules.ts'

const now = new Date('2027-06-10T00:00:00Z')
const at = (ms: number) => new Date(now.getTime() + ms)

describe('DS-11: the states of an operation', () => {
  it.each([
    ['requested', 1, 'requested', true, null],
    ['requested', 0, 'expired', false, 'operation_state'],
    ['delivered', 1, 'delivered', true, 'operation_state'],
    ['delivered', 0, 'expired', false, 'operation_state'],
    ['done', -1, 'done', false, 'operation_state'],
    ['failed', -1, 'failed', false, 'operation_state'],
    ['cancelled', -1, 'cancelled', false, 'operation_state'],
  ] as const)('DS-11, T-2: %s, %i ms before its end', (state, ms, shown, open, cancel) => {
    const operation = { state, expiresAt: at(ms) }
    expect(operationState(operation, now)).toBe(shown)
    expect(isOpen(operation, now)).toBe(open)
    expect(cancelBlockedBy(operation, now)).toBe(cancel)
  })

  it.each([
    ['requested', 'done', 'operation_state'],
    ['delivered', 'done', 'counts'],
    ['delivered', 'failed', 'counts'],
    ['done', 'done', 'known'],
    ['failed', 'failed', 'known'],
    ['done', 'failed', 'operation_state'],
    ['failed', 'done', 'operation_state'],
    ['cancelled', 'done', 'operation_state'],
  ] as const)('DS-11: %s, answered %s', (state, outcome, is) => {
    expect(answerTo({ state, expiresAt: at(1) }, outcome, now)).toBe(is)
  })

  it('DS-11: an answer after the end changes nothing', () => {
    expect(answerTo({ state: 'delivered', expiresAt: now }, 'done', now)).toBe('operation_state')
  })
})

describe('DS-10, DS-11: on which devices', () => {
  it.each([
    ['off', true, false, 'mdm_off'],
    ['third_party', true, false, 'mdm_third_party'],
    ['optional', false, false, 'device_unregistered'],
    ['required', false, false, 'device_unregistered'],
    ['optional', true, true, 'operation_open'],
    ['optional', true, false, null],
    ['required', true, false, null],
  ] as const)('DS-11: %s, installed %s, another open %s', (mode, isInstalled, hasOpen, blocked) => {
    expect(operationBlockedBy({ mode, isInstalled, hasOpen })).toBe(blocked)
  })
})
