import type { Locale } from '@muster/contract'

/**
 * T-1: a day is the string `YYYY-MM-DD`, a day of the company. It is only ever read and shown as UTC, so the zone of the
 * reader's browser can never move it.
 */
const atMidnight = (day: string) => new Date(`${day}T00:00:00Z`)
const dayMs = 86_400_000

/** British order for English: 12 May 2026. */
const tags: Record<Locale, string> = { en: 'en-GB', ko: 'ko-KR', ja: 'ja-JP' }

const made = new Map<string, Intl.DateTimeFormat>()
function format(locale: Locale, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options)
  const found = made.get(key) ?? new Intl.DateTimeFormat(tags[locale], { timeZone: 'UTC', ...options })
  made.set(key, found)
  return found
}

const long = { year: 'numeric', month: 'short', day: 'numeric' } as const

export function addDays(day: string, count: number): string {
  return new Date(atMidnight(day).getTime() + count * dayMs).toISOString().slice(0, 10)
}

/** `12 May 2026 (Tue)` · `2026년 5월 12일 (화)` · `2026年5月12日 (火)` */
export function formatDay(day: string, locale: Locale): string {
  return `${format(locale, long).format(atMidnight(day))} (${format(locale, { weekday: 'short' }).format(atMidnight(day))})`
}

/** `Mon` · `월` · `月` */
export function formatWeekday(day: string, locale: Locale): string {
  return day && format(locale, { weekday: 'short' }).format(atMidnight(day))
}

export function formatDate(day: string, locale: Locale): string {
  return format(locale, long).format(atMidnight(day))
}

export function formatDayTick(day: string, locale: Locale): string {
  return format(locale, locale === 'en' ? { month: 'short', day: 'numeric' } : { month: 'numeric', day: 'numeric' }).format(atMidnight(day))
}

export function formatMonthTick(day: string, locale: Locale): string {
  const month = format(locale, { month: 'short' }).format(atMidnight(day))
  return day.slice(5, 7) === '01' ? format(locale, { year: 'numeric', month: 'short' }).format(atMidnight(day)) : month
}

export function formatPeriod(from: string, to: string, locale: Locale): string {
  return format(locale, long).formatRange(atMidnight(from), atMidnight(to))
}

/** T-1: the company's day of an instant. */
export const dayIn = (zone: string, instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(instant))

/** An instant as the company's wall clock shows it. */
export function formatInstant(instant: string, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' }).format(new Date(instant))
}

/** The company's day of an instant, as people write it. */
export const formatInstantDay = (instant: string, zone: string, locale: Locale): string => formatDate(dayIn(zone, instant), locale)

/** The same to the second, for what is compared with other logs. */
export function formatMoment(instant: string, zone: string, locale: Locale): string {
  return new Intl.DateTimeFormat(tags[locale], { timeZone: zone, dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(instant))
}

/** `GMT+9` for a zone at an instant. */
export function zoneOffset(zone: string, instant: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(new Date(instant))
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? ''
}

export function formatCount(count: number, locale: Locale): string {
  return new Intl.NumberFormat(tags[locale]).format(count)
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const

/** Bytes as people read them, in steps of 1,024, with three digits at most: `1.5 GB`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const step = Math.min(byteUnits.length - 1, bytes < 1_024 ? 0 : Math.floor(Math.log2(bytes) / 10))
  const style = { style: 'unit', unit: byteUnits[step] ?? 'byte', unitDisplay: 'short', maximumSignificantDigits: 3 } as const
  return new Intl.NumberFormat(tags[locale], style).format(bytes / 1_024 ** step)
}

/** `90%` */
export const formatPercent = (percent: number, locale: Locale): string =>
  new Intl.NumberFormat(tags[locale], { style: 'percent' }).format(percent / 100)

/** `50%, 60% and 70%` */
export const formatPercents = (percents: readonly number[], locale: Locale): string =>
  new Intl.ListFormat(tags[locale]).format(percents.map((percent) => formatPercent(percent, locale)))

/** A share in whole per cent, rounded down: 99.9 % is not yet full. */
export const formatShare = (part: number, whole: number, locale: Locale): string =>
  formatPercent(whole === 0 ? 100 : Math.floor((part / whole) * 100), locale)
