import type { Day, MemberActivity, Surface } from '@muster/contract'
import { addDays } from '../../lib/days.ts'

/** `surfaces`: where the member was active that day; null: nothing can be known of it (pitfall 8). */
export type YearDay = { day: Day; surfaces: Surface[] | null }

/** MB-2: each day of the year with the surfaces on which the member was active. */
export function daysOfYear({ from, to, knownFrom, surfaces }: MemberActivity['year']): YearDay[] {
  const sets = surfaces.map(({ surface, days }) => ({ surface, days: new Set(days) }))
  const all: YearDay[] = []
  for (let day = from; day <= to; day = addDays(day, 1))
    all.push({ day, surfaces: day < knownFrom ? null : sets.filter((s) => s.days.has(day)).map((s) => s.surface) })
  return all
}

/** How strongly a day is shaded: by how many surfaces, or, of one of them, fully. */
export function levelOf({ surfaces }: YearDay, which: Surface | 'all'): 0 | 1 | 2 | 3 | 4 | null {
  if (surfaces === null) return null
  if (which !== 'all') return surfaces.includes(which) ? 3 : 0
  return Math.min(4, surfaces.length) as 0 | 1 | 2 | 3 | 4
}
