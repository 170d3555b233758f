import { dayShape, type LastUse, type MemberFilter, type MemberSort } from '@muster/contract'

/** A filter as the queries take it: the switches are booleans, the team's reach is resolved, days are named. */
export type Sought = {
  companyId: string
  words: string | null
  /** Null: all but deleted members. */
  state: NonNullable<MemberFilter['state']> | 'any' | null
  levelId: string | null
  userTypeId: string | null
  onLeave: boolean | null
  blocked: boolean | null
  /** Whether a second step is set up. */
  twoStep: boolean | null
  lastUse: LastUse | null
  /** Whether only those are sought who are pending and about to expire; null: all. */
  expiring: true | null
}

const flag = (given: 'true' | 'false' | undefined) => (given === undefined ? null : given === 'true')

/**
 * What is looked for of what was typed: runs of spaces are one, and of a whole ID, or one begun after the @, the part before it, since
 * the domain is every member's.
 */
export function searchWords(typed: string, domains: readonly string[]): string {
  const words = typed.replaceAll(/\s+/g, ' ').trim()
  const [login = '', domain, rest] = words.split('@')
  if (login === '' || domain === undefined || rest !== undefined) return words
  return domains.some((one) => one.startsWith(domain.toLowerCase())) ? login : words
}

/** What a request seeks, without its team. */
export function soughtOf(companyId: string, filter: MemberFilter, domains: readonly string[]): Sought {
  return {
    companyId,
    words: filter.q === undefined ? null : searchWords(filter.q, domains),
    state: filter.state ?? (filter.expiring ? 'pending' : null),
    levelId: filter.level ?? null,
    userTypeId: filter.userType ?? null,
    onLeave: flag(filter.onLeave),
    blocked: flag(filter.blocked),
    twoStep: flag(filter.twoStep),
    lastUse: filter.lastUse ?? null,
    expiring: filter.expiring ? true : null,
  }
}

/** A place in the list: the values it is sorted by, the member's id last. */
export type Cursor = readonly string[]

/** How many values a place has by sort; `order` has the group's six, the name, and the id. */
const lengths: Record<MemberSort, number> = { order: 8, name: 2, login: 2, employeeNumber: 2, createdAt: 2, lastUse: 2 }

/** The opaque form of a place; it belongs to one sort and direction. */
export function writeCursor(sort: MemberSort, direction: string, at: Cursor): string {
  return Buffer.from(JSON.stringify([sort, direction, ...at])).toString('base64url')
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const integer = /^\d{1,9}$/
const shapes: Record<MemberSort, readonly RegExp[]> = {
  order: [/^[01]$/, /^[01]$/, integer, integer, uuid, uuid],
  name: [],
  login: [],
  employeeNumber: [],
  createdAt: [/^\S{10} ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d){0,2}$/],
  lastUse: [/^\S{9,10}$/],
}

/** A day that the calendar has, or that of a use that is not known. */
const isDayOrNone = (text: string | undefined) => text === '-infinity' || dayShape.safeParse(text).success

/** The place an opaque cursor names; null for one of another list, or that was made up. */
export function readCursor(sort: MemberSort, direction: string, cursor: string): Cursor | null {
  try {
    const [ofSort, ofDirection, ...at] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (ofSort !== sort || ofDirection !== direction || at.length !== lengths[sort]) return null
    const texts = at.filter((value): value is string => typeof value === 'string' && !value.includes('\0'))
    const right = texts.length === at.length && shapes[sort].every((shape, i) => shape.test(texts[i] ?? ''))
    const isDay = sort !== 'createdAt' && sort !== 'lastUse' ? true : isDayOrNone(texts[0]?.split(' ')[0])
    return right && isDay && uuid.test(texts.at(-1) ?? '') ? texts : null
  } catch {
    return null
  }
}

/** As many that may meet the conditions are gathered and sorted; where there are more, an index in the order asked for is walked along. */
const gatherAtMost = 10_000
/** The same of teams: gathering counts them as well, which walking does not. */
export const gatherInTeamsAtMost = 20_000
/** The same of a search: who bears a name stands together in the order of names, so that walking may pass many others first. */
export const gatherFoundAtMost = 20_000

/**
 * Whether to gather, from how many members the teams have and how many meet the other conditions, each null where it is not known:
 * what is read is the smaller, what is sorted the share of both of everyone.
 */
export function isGathered(inTeams: number | null, others: number | null, everyone = Infinity): boolean {
  const fewInTeams = inTeams !== null && inTeams <= gatherInTeamsAtMost
  const fewOthers = others !== null && others <= gatherAtMost
  const both = inTeams === null || others === null || everyone === Infinity ? Infinity : (inTeams * others) / everyone
  return fewInTeams || fewOthers || both <= gatherAtMost / 10
}

/** So many days have their members walked through in the sort by last use; from newest to oldest, those before have few. */
const walkedDays = 8

/**
 * The days to walk through from the page's place on. Null stands for members whose last use is not known, who are the oldest:
 * from old to new they are walked through alone, unless the filter says where the days begin.
 */
export function daysToWalk(today: string, lastUse: LastUse | null, direction: 'asc' | 'desc', from: string | undefined): (string | null)[] {
  const within = Number(lastUse)
  const known = direction === 'desc' || within > 0
  if (lastUse === 'never' || !known) return from === undefined || from === '-infinity' ? [null] : []
  // Of these nobody used the suite in the newest days.
  if (lastUse === 'lapsed' || lastUse === 'older') return []
  const noon = Date.parse(`${today}T12:00:00Z`)
  const days = Array.from({ length: Math.min(walkedDays, within || walkedDays) }, (_, i) => {
    const back = direction === 'desc' ? i : within - 1 - i
    return new Date(noon - back * 86_400_000).toISOString().slice(0, 10)
  })
  if (from === undefined) return days
  return days.includes(from) ? days.slice(days.indexOf(from)) : []
}

/** Whether the exact number follows from the counts kept, or from few entries; else the page does not wait for it. */
export function countsAtOnce(sought: Sought): boolean {
  return sought.words === null && sought.lastUse === null && sought.twoStep === null && sought.expiring === null
}

/** Whether nothing is filtered by but the team. */
export function isPlain({ companyId: _company, ...filters }: Sought): boolean {
  return Object.values(filters).every((value) => value === null)
}

/** The days of a filter by last use within some days, and by nothing else; else null. */
export function daysAlone(sought: Sought): number | null {
  const { lastUse } = sought
  if (lastUse === null || lastUse === 'lapsed' || lastUse === 'older' || lastUse === 'never') return null
  return isPlain({ ...sought, lastUse: null }) ? Number(lastUse) : null
}

/** Whether members are sought who are in use, not away, and have lapsed, and nothing else is asked for: the counts kept tell how many. */
export function isLapsedAlone(sought: Sought): boolean {
  const { state, onLeave, lastUse } = sought
  return (
    state === 'in_use' && onLeave === false && lastUse === 'lapsed' && isPlain({ ...sought, state: null, onLeave: null, lastUse: null })
  )
}

/** Whom a filter leaves out, where that tells the number sooner and it is by nothing else; else null. */
export function leftOut(sought: Sought): 'not_in_use' | 'on_leave' | null {
  if (sought.state === 'in_use' && isPlain({ ...sought, state: null })) return 'not_in_use'
  return sought.onLeave === false && isPlain({ ...sought, onLeave: null }) ? 'on_leave' : null
}
