import { delegationDays, type MemberState } from '@muster/contract'

/** P-2: until when an offer of the Super Admin's role can be accepted. */
export function offerExpiresAt(offeredAt: Date): Date {
  return new Date(offeredAt.getTime() + delegationDays * 86_400_000)
}

/** P-2: whether an offer can still be accepted: strictly before it expires, derived on read. */
export function offerStands(offeredAt: Date, now: Date): boolean {
  return now < offerExpiresAt(offeredAt)
}

/** P-2: who may become Super Admin: an active member. */
export function mayReceive(state: MemberState): boolean {
  return state === 'in_use'
}
