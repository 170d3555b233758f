import { storageKinds, storageSteps, type CompanyStorage, type Plan, type StorageKind } from '@muster/contract'

/** MB-9: Drive and Mail; with the Drive option on a `standard` plan: Drive only. */
export function shownKinds(plan: Pick<Plan, 'core' | 'drive'>): StorageKind[] {
  return plan.core === 'standard' && plan.drive ? ['drive'] : [...storageKinds]
}

/** MB-9: the highest step, in per cent, that use has reached of its limit; null: less than half of it, or there is none. */
export function stepOf(used: number, limit: number | null): number | null {
  if (limit === null || used === 0) return null
  return storageSteps.findLast((percent) => used * 100 >= limit * percent) ?? null
}

/** The limit that a company's use is held against: its own, as reported; else its members' together, where each has one. */
export function limitOf(
  quota: number | null,
  members: { quota: number; count: number; unlimited: number },
): Pick<CompanyStorage, 'limit' | 'limitOf'> {
  if (quota !== null) return { limit: quota, limitOf: 'company' }
  if (members.count > 0 && members.unlimited === 0) return { limit: members.quota, limitOf: 'members' }
  return { limit: null, limitOf: null }
}

/** So many points beneath a step is use before the step is told of anew. */
const told = 5

/** A step that administrators were told of. `since`: since when use has been there or above; null: it is beneath it now. */
export type Reached = { step: number; since: Date | null }

/**
 * MB-9: which steps are reached as use changes, and which one administrators are told of: each once, and of several at a time the highest. A
 * step that use wavers about is not told again: it is forgotten only when use is five points beneath it.
 */
export function reachedAfter(
  before: readonly Reached[],
  { used, limit }: { used: number; limit: number | null },
  now: Date,
): { reached: Reached[]; tell: number | null } {
  const isAt = (percent: number) => limit !== null && used > 0 && used * 100 >= limit * percent
  const reached = storageSteps.flatMap((step): Reached[] => {
    const known = before.find((one) => one.step === step)
    if (isAt(step)) return [{ step, since: known?.since ?? now }]
    return known && isAt(step - told) ? [{ step, since: null }] : []
  })
  const fresh = reached.findLast(({ step, since }) => since !== null && !before.some((one) => one.step === step))
  return { reached, tell: fresh?.step ?? null }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** A place in the list of the largest: bytes, then the member's id. */
export type Place = { used: number; memberId: string }

/** The opaque form of a place. */
export const writeCursor = ({ used, memberId }: Place): string => Buffer.from(`${used} ${memberId}`).toString('base64url')

/** The place that a cursor names; null for one that was made up. */
export function readCursor(cursor: string): Place | null {
  const [used = '', memberId = ''] = Buffer.from(cursor, 'base64url').toString().split(' ')
  return /^\d{1,16}$/.test(used) && uuid.test(memberId) ? { used: Number(used), memberId } : null
}
