import { defaultPreset, presets, type Day, type Period, type Preset } from '@muster/contract'

export type Days = { preset: Preset | null; from: Day; to: Day; days: number }
export type Range = { earliest: Day; latest: Day }

const dayMs = 86_400_000
const utc = (day: Day) => Date.parse(`${day}T00:00:00Z`)
const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10)

/** Days are counted on UTC midnights, which have no daylight saving: no zone takes part (T-1). */
export function addDays(day: Day, n: number): Day {
  return dayOf(utc(day) + n * dayMs)
}

/** Days from `from` up to and including `to`. */
export function countDays(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / dayMs) + 1
}

/** AU-3: the same day `n` months before, clamped to the month's end. */
function monthsBefore(day: Day, n: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - n, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month - 1 - n, Math.min(date, lastOfMonth)))
}

const starts: Record<Preset, (today: Day) => Day> = {
  '7d': (today) => addDays(today, -6),
  '30d': (today) => addDays(today, -29),
  '3m': (today) => addDays(monthsBefore(today, 3), 1),
  '6m': (today) => addDays(monthsBefore(today, 6), 1),
  '1y': (today) => addDays(monthsBefore(today, 12), 1),
}

/** AU-3: the earliest day is one year back, exclusive; the latest is today. */
export function rangeOn(today: Day): Range {
  return { earliest: addDays(monthsBefore(today, 12), 1), latest: today }
}

/**
 * AU-3: the days that a period which is not {@link periodRefusal refused} stands for today. A preset ends today (partial) and starts at
 * today − N days + 1, or − N months (clamped to the month's end) + 1 day.
 */
export function periodDays(period: Period | undefined, today: Day): Days {
  const asked = period ?? defaultPreset
  const preset = presets.find((p) => p === asked)
  if (preset) return spanned(preset, starts[preset](today), today)
  const [from = '', to = ''] = asked.split('..')
  return spanned(null, from, to)
}

export type PeriodRefusal = Range & { reason: NonNullable<ReturnType<typeof whyInvalid>> }

/** AU-3: why a period cannot be shown today, with the range that can: from after to, a future day, too old a day, no day at all. */
export function periodRefusal(period: Period | undefined, today: Day): PeriodRefusal | null {
  const asked = period ?? defaultPreset
  if (presets.some((p) => p === asked)) return null
  const [from = '', to = ''] = asked.split('..')
  const range = rangeOn(today)
  const reason = whyInvalid(from, to, range)
  return reason && { ...range, reason }
}

/** What is wrong with a custom period, or null. */
function whyInvalid(from: Day, to: Day, range: Range): 'not_a_day' | 'reversed' | 'future' | 'too_old' | null {
  if (!isDay(from) || !isDay(to)) return 'not_a_day'
  if (from > to) return 'reversed'
  if (to > range.latest) return 'future'
  if (from < range.earliest) return 'too_old'
  return null
}

const isDay = (text: string) => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utc(text)) && dayOf(utc(text)) === text

const spanned = (preset: Preset | null, from: Day, to: Day): Days => ({ preset, from, to, days: countDays(from, to) })
