import type { GuideBlock, InstallationFilter, InstallationSort, InstallationState } from '@muster/contract'

/** A combination that members have, with what follows from it (IS-1, IS-2). */
export type Kind = {
  sourceId: string
  standing: number
  contact: number
  hasMobile: boolean
  hasPc: boolean
  /** Members that have it. */
  n: number
  mobile: InstallationState
  pc: InstallationState
  /** Why no guide is sent to its members, once their first day has come; null: one can be. */
  blocked: GuideBlock | null
}

/** The filters that a combination decides, but for who awaits their first day. */
export type KindFilter = Pick<InstallationFilter, 'mobile' | 'pc' | 'guide'>

/** MB-1: the standing of members some of whom await their first day. */
const mayAwait = 1

/** IS-1, IS-2: whether members of a combination may meet a filter. Those who await their first day are told apart in each. */
export function kindMeets(kind: Kind, { mobile, pc, guide }: KindFilter): boolean {
  if (mobile !== undefined && kind.mobile !== mobile) return false
  if (pc !== undefined && kind.pc !== pc) return false
  if (guide === undefined) return true
  if (guide === 'awaiting') return kind.standing === mayAwait
  return guide === 'selectable' ? kind.blocked === null : kind.blocked === guide
}

/** Whom a filter takes of those who await their first day, where some do: them alone, all others, or both (null). */
export function awaitingWanted({ guide }: KindFilter): boolean | null {
  return guide === undefined ? null : guide === 'awaiting'
}

/** A place in the list: the value it is sorted by, the member's id. */
export type Place = readonly [key: string, id: string]

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The opaque form of a place; it belongs to one sort and direction. */
export function writeCursor(sort: InstallationSort, direction: string, place: Place): string {
  return Buffer.from(JSON.stringify([sort, direction, ...place])).toString('base64url')
}

/** The place that an opaque cursor names; null for one of another list, or that was made up. */
export function readCursor(sort: InstallationSort, direction: string, cursor: string): Place | null {
  try {
    const [ofSort, ofDirection, key, id, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (ofSort !== sort || ofDirection !== direction || rest.length > 0) return null
    const right = typeof key === 'string' && !key.includes('\0') && key.isWellFormed() && typeof id === 'string' && uuid.test(id)
    return right ? [key, id] : null
  } catch {
    return null
  }
}

/** So many members whom a text finds, or that teams or combinations have, are gathered and sorted; of more, the list is walked along. */
export const gatherAtMost = 20_000
/** At most so many entries are walked along for a page. */
export const walkAtMost = 20_000

/** `gather_words`: all whom a text finds, however many. */
export type Gathering = 'gather_found' | 'gather_words' | 'gather_teams' | 'gather_kinds'
export type Way = 'merge' | 'walk' | Gathering
/** What is known before a page is found: members whom the text finds (null: too many), of the teams (null: all), combinations and their members, all. */
export type Known = { found: number | null | 'no_text'; inTeams: number | null; kinds: number; ofKinds: number; all: number }

/** Members on a page; what it costs to gather and sort one, or to find one in the stretch of its combination, over passing one in a walk. */
const pageSize = 50
const gatheringCost = 3
const mergingCost = 3

/**
 * How a page is found in the way that reads least. All ways answer the same. Where nothing but combinations is filtered by, each lies in
 * order in an index: they are merged, unless a walk passes fewer.
 */
export function wayOf({ found, inTeams, kinds, ofKinds, all }: Known): Way {
  if (typeof found === 'number') return 'gather_found'
  // As far as a walk goes until it has found a page, if those of the teams are of all combinations alike.
  const passed = (pageSize * all * all) / Math.max(1, (inTeams ?? all) * ofKinds)
  if (found === 'no_text' && inTeams === null) return passed < pageSize * kinds * mergingCost && passed <= walkAtMost ? 'walk' : 'merge'
  const fewest = Math.min(inTeams ?? ofKinds, ofKinds)
  if (fewest > gatherAtMost || (passed <= walkAtMost && passed < fewest * gatheringCost)) return 'walk'
  return inTeams !== null && inTeams <= ofKinds ? 'gather_teams' : 'gather_kinds'
}

/** How a page is found that a walk did not fill. */
export const insteadOfWalk = (known: Known): Way => (known.found === 'no_text' && known.inTeams === null ? 'merge' : gatheringOf(known))

/** How all are found that a count reads. */
export function gatheringOf({ found, inTeams, ofKinds }: Known): Gathering {
  if (typeof found === 'number') return 'gather_found'
  if (inTeams !== null && inTeams <= ofKinds) return 'gather_teams'
  return found === null && ofKinds > gatherAtMost ? 'gather_words' : 'gather_kinds'
}
