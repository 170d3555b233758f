import type { ActiveUsers, Section } from '@muster/contract'
import { addDays } from '../../lib/days.ts'

/** One day of a section, as chart, tooltip and table show it: the same numbers everywhere (T-1, AU-4). */
export type SectionDay = {
  day: string
  /** Null: nothing is known of this day. */
  count: number | null
  /** Signed in interactively, a part of `count` (AU-1). */
  signedIn: number | null
  isToday: boolean
  zoneChange: { from: string; to: string } | null
}

export function sectionDays(data: ActiveUsers, section: Section): SectionDay[] {
  const { period, series } = data[section]
  return (series[section]?.counts ?? []).map((count, index) => {
    const day = addDays(period.from, index)
    return {
      day,
      count,
      signedIn: series.signed_in?.counts[index] ?? null,
      isToday: day === data.today,
      zoneChange: data.zoneChanges.find((change) => change.day === day) ?? null,
    }
  })
}

type Summary = { average: number | null; busiest: SectionDay | null }

/** What the eye looks for first: the average of the days that are over, and the day with most members. */
export function summarize(days: readonly SectionDay[]): Summary {
  const over = days.flatMap((day) => (day.count !== null && !day.isToday ? [day.count] : []))
  const busiest = days.reduce<SectionDay | null>((best, day) => ((day.count ?? 0) > (best?.count ?? 0) ? day : best), null)
  return { average: over.length ? over.reduce((sum, count) => sum + count, 0) / over.length : null, busiest }
}
