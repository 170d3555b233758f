import { surfaces, type Day, type MemberActivity } from '@muster/contract'
import { factCode } from './facts.rules.ts'
import { addDays, countDays } from './period.rules.ts'

type Calendar = { fact: number; first: Day; bits: string }
export type Within = { from: Day; to: Day }

/** The days of a calendar within others, in order. */
export function daysOf({ first, bits }: Omit<Calendar, 'fact'>, { from, to }: Within): Day[] {
  const skipped = countDays(first, from) - 1
  const within = Math.max(0, countDays(from, to))
  return Array.from(bits.slice(Math.max(0, skipped), Math.max(0, skipped + within))).flatMap((bit, i) =>
    bit === '1' ? [addDays(from, i - Math.min(0, skipped))] : [],
  )
}

/** MB-2, AU-1: a member's active days, surface by surface. */
export function surfaceDays(calendars: readonly Calendar[], within: Within): MemberActivity['year']['surfaces'] {
  return surfaces.map((surface) => {
    const calendar = calendars.find((c) => c.fact === factCode[surface])
    return { surface, days: calendar ? daysOf(calendar, within) : [] }
  })
}

/**
 * Pitfall 8: since when a member's use can be known in a company: since they came to it, or, where history was imported, since the first day that
 * is on record.
 */
export function knownSince(cameOn: Day, active: MemberActivity['year']['surfaces']): Day {
  return active.flatMap(({ days }) => days.slice(0, 1)).reduce((earliest, day) => (day < earliest ? day : earliest), cameOn)
}

/** Pitfall 8: counts of days before a member was in the company are unknown, unless there are some. */
export function countsSince(counts: readonly number[], from: Day, known: Day): (number | null)[] {
  const first = counts.findIndex((n) => n > 0)
  return counts.map((n, i) => (addDays(from, i) >= known || (first >= 0 && i >= first) ? n : null))
}
