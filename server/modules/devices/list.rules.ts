import { deviceYears, staleDays, type AccessPeriod, type DeviceSort } from '@muster/contract'

const dayMs = 86_400_000

/** So many months before an instant, at the same time of day; the day is clamped to the month's end. */
function monthsBefore(now: Date, months: number): Date {
  const at = new Date(now)
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() - months)
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(now.getUTCDate(), last))
  return at
}

/** DS-1: device rows are listed whose last access is after this. */
export const listedSince = (now: Date): Date => monthsBefore(now, deviceYears * 12)

/** DS-5: the instant after which a device row was last used, of a period that ends now. */
export function accessSince(period: AccessPeriod, now: Date): Date {
  switch (period) {
    case '30_days':
      return new Date(now.getTime() - 30 * dayMs)
    case '6_months':
      return monthsBefore(now, 6)
    case '1_year':
      return monthsBefore(now, 12)
    case 'all':
      return listedSince(now)
  }
}

/** DS-12: a device row is stale whose last access is at this instant or before. */
export const staleSince = (now: Date): Date => new Date(now.getTime() - staleDays * dayMs)

/** A place in the list: the values it is sorted by, the row's id last. */
export type Place = readonly string[]

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}Z$/
const key = /^[\u0021-\u007e]{0,400}$/
const shapes: Record<DeviceSort, readonly RegExp[]> = {
  lastAccess: [instant, uuid],
  model: [/^[^\0]{0,400}$/, /^\d{1,9}$/, instant, uuid],
  osVersion: [key, instant, uuid],
  appVersion: [key, instant, uuid],
}

/** The opaque form of a place; it belongs to one sort and direction. */
export function writeCursor(sort: DeviceSort, direction: string, place: Place): string {
  return Buffer.from(JSON.stringify([sort, direction, ...place])).toString('base64url')
}

/** The place that an opaque cursor names; null for one of another list, or that was made up. */
export function readCursor(sort: DeviceSort, direction: string, cursor: string): Place | null {
  try {
    const [ofSort, ofDirection, ...place] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const shape = shapes[sort]
    const fits = place.length === shape.length && place.every((value, i) => typeof value === 'string' && shape[i]?.test(value))
    return ofSort === sort && ofDirection === direction && fits ? (place as string[]) : null
  } catch {
    return null
  }
}
