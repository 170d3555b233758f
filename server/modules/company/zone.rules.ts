/**
 * The zones a company has had, oldest first; each is in force from `from` until the next one's, the first since ever (null).
 * Never empty.
 */
export type ZoneHistory = readonly { from: Date | null; zone: string }[]

/** T-3: the zone in force at an instant. */
export function zoneAt(zones: ZoneHistory, at: Date): string {
  const inForce = zones.findLast((z) => z.from === null || z.from <= at) ?? zones[0]
  if (!inForce) throw new Error('a company has a time zone')
  return inForce.zone
}

/** T-1: the day, `YYYY-MM-DD`, on which an instant falls for a company: by the zone in force then. */
export function dayAt(zones: ZoneHistory, at: Date): string {
  return dayInZone(zoneAt(zones, at), at)
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(zone, format)
  }
  return format
}

/** The calendar day of `zone` at an instant. */
export function dayInZone(zone: string, at: Date): string {
  return new Date(wallClock(zone, at)).toISOString().slice(0, 10)
}

/** The zone's wall clock at an instant, as milliseconds of a UTC clock that shows the same. */
function wallClock(zone: string, at: Date): number {
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value)
  return Date.UTC(part['year'] ?? 0, (part['month'] ?? 1) - 1, part['day'], part['hour'], part['minute'], part['second'])
}

/** The instant a day begins in a zone: its first second there, also where midnight itself is skipped by DST. */
export function startOfDay(zone: string, day: string): Date {
  return firstInstantOf(day, (at) => dayInZone(zone, at))
}

/** The first second at which a calendar, in which days only go on, shows a day or a later one. */
function firstInstantOf(day: string, dayOf: (at: Date) => string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  // No zone is further than 15 hours from UTC, nor a day's start further than that from UTC midnight: halve until the second.
  let before = midnight - 16 * 3_600_000
  let within = midnight + 16 * 3_600_000
  while (within - before > 1000) {
    const middle = Math.floor((before + within) / 2000) * 1000
    if (dayOf(new Date(middle)) < day) before = middle
    else within = middle
  }
  return new Date(within)
}

/** T-1: the instant at which a day of the company begins, whatever zones it has had. */
export function startOfCompanyDay(zones: ZoneHistory, day: string): Date {
  return firstInstantOf(day, (at) => dayAt(zones, at))
}

/** T-1: the instants at which `count` days of the company begin, from `first` on. */
export function startsOfCompanyDays(zones: ZoneHistory, first: string, count: number): Date[] {
  const starts: Date[] = []
  let day = first
  for (let n = 0; n < count; n++, day = nextDay(day)) {
    // Nearly every day begins 24 hours after the one before, which is sooner checked than searched for.
    const usual = new Date((starts.at(-1)?.getTime() ?? 0) + 86_400_000)
    const isUsual = n > 0 && dayAt(zones, usual) === day && dayAt(zones, new Date(usual.getTime() - 1000)) < day
    starts.push(isUsual ? usual : startOfCompanyDay(zones, day))
  }
  return starts
}

/** The zone's wall clock at an instant: `2026-11-25 13:05:09`. */
export function wallTime(zone: string, at: Date): string {
  return new Date(wallClock(zone, at)).toISOString().slice(0, 19).replace('T', ' ')
}

/** The day after. */
export function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/**
 * T-3: when a new zone takes effect: at the first midnight of the new zone after today, the company's day, has ended in both.
 * Recorded days never move and days go on in order; only between zones more than 24 hours apart (Kiritimati and Niue) does the
 * hour before the change already bear the day after.
 */
export function zoneChangeAt(oldZone: string, newZone: string, now: Date): Date {
  const today = dayInZone(oldZone, now)
  const endsInOld = startOfDay(oldZone, nextDay(today))
  let day = nextDay(today)
  while (startOfDay(newZone, day) < endsInOld) day = nextDay(day)
  return startOfDay(newZone, day)
}
