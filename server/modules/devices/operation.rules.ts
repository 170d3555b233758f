import { overdueDays, type ErrorCode, type MdmMode, type OperationOutcome, type OperationState } from '@muster/contract'

type Kept = Exclude<OperationState, 'expired'>
export type OperationFacts = { state: Kept; expiresAt: Date }

/** DS-11: whether the device has still to answer an operation. */
export const isOpen = (o: OperationFacts, now: Date): boolean => (o.state === 'requested' || o.state === 'delivered') && now < o.expiresAt

/** DS-11: an open operation waits too long that was asked for before this. */
export const overdueBefore = (now: Date): Date => new Date(now.getTime() - overdueDays * 86_400_000)

/** DS-11: the state of an operation: one that the device has not answered by its end has expired. */
export function operationState(o: OperationFacts, now: Date): OperationState {
  return (o.state === 'requested' || o.state === 'delivered') && !isOpen(o, now) ? 'expired' : o.state
}

/** DS-10, DS-11: why no operation can be asked for on a device; null: it can. Of its kind, and for the same member, one at a time. */
export function operationBlockedBy(d: { mode: MdmMode; isInstalled: boolean; hasOpen: boolean }): ErrorCode | null {
  if (d.mode === 'off') return 'mdm_off'
  if (d.mode === 'third_party') return 'mdm_third_party'
  if (!d.isInstalled) return 'device_unregistered'
  return d.hasOpen ? 'operation_open' : null
}

/** DS-11: why an operation cannot be taken back; null: it can, as long as the device has not got it. */
export const cancelBlockedBy = (o: OperationFacts, now: Date): ErrorCode | null =>
  operationState(o, now) === 'requested' ? null : 'operation_state'

/** DS-11: what a device's answer makes of an operation: it counts once, after delivery and before the end; the same again changes nothing. */
export function answerTo(o: OperationFacts, outcome: OperationOutcome, now: Date): 'counts' | 'known' | 'operation_state' {
  const state = operationState(o, now)
  if (state === outcome) return 'known'
  return state === 'delivered' ? 'counts' : 'operation_state'
}
