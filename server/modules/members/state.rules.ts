import { pendingDays, undeleteDays, type MemberState, type Surface } from '@muster/contract'

export type StateFacts = {
  createdAt: Date
  activatesAt: Date | null
  firstSignedInAt: Date | null
  suspendedAt: Date | null
  deletedAt: Date | null
  appBlockedAt: Date | null
}

const day = 86_400_000
export { undeleteDays }

/** MB-1: derived in this order: Deleted, Suspended, Awaiting, Pending (expired after 30 days), In use. */
export function stateOf(m: StateFacts, now: Date): MemberState {
  if (m.deletedAt) return 'deleted'
  if (m.suspendedAt) return 'suspended'
  if (m.activatesAt && m.activatesAt > now) return 'awaiting'
  if (m.firstSignedInAt) return 'in_use'
  const since = m.activatesAt ?? m.createdAt
  return now.getTime() - since.getTime() >= pendingDays * day ? 'pending_expired' : 'pending'
}

/** MB-1: whether a member in this state may sign in. A pending member's initial password is dead after 30 days. */
export function maySignIn(m: StateFacts, now: Date): boolean {
  const state = stateOf(m, now)
  return state === 'in_use' || state === 'pending'
}

/** MB-12: blocked app usage refuses the apps; the web still works. */
export function mayUseSurface(m: Pick<StateFacts, 'appBlockedAt'>, surface: Surface): boolean {
  return surface === 'web' || m.appBlockedAt === null
}

/** MB-15: undelete is possible strictly before 7 × 24 h; then the account is purged. */
export function mayUndelete(m: StateFacts, now: Date): boolean {
  return m.deletedAt !== null && now.getTime() - m.deletedAt.getTime() < undeleteDays * 24 * 3_600_000
}
