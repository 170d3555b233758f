/** Geometry of a year as weeks side by side: where each day stands. Days are `YYYY-MM-DD`, read as UTC and never shifted. */

const weekday = (day: string) => new Date(`${day}T00:00:00Z`).getUTCDay()

/** Column (week) and row (weekday, Sunday first) of each day of a run of days without gaps. */
export function placesOf(days: readonly string[]): { week: number; weekday: number }[] {
  const first = weekday(days[0] ?? '1970-01-01')
  return days.map((_, i) => ({ week: Math.floor((first + i) / 7), weekday: (first + i) % 7 }))
}

/** Weeks in which a month begins, where its name has room before the next one's. */
export function monthStarts(days: readonly string[]): { week: number; day: string }[] {
  const places = placesOf(days)
  const starts = days.flatMap((day, i) => (day.endsWith('-01') ? [{ week: places[i]?.week ?? 0, day }] : []))
  return starts.filter(({ week }, i) => (starts[i + 1]?.week ?? (places.at(-1)?.week ?? 0) + 2) - week >= 2)
}

/** The day that an arrow key leads to from another; undefined: not a key of ours. */
export function dayAfterKey(key: string, from: number, last: number): number | undefined {
  const to = { ArrowLeft: from - 7, ArrowRight: from + 7, ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: last }[key]
  return to === undefined ? undefined : Math.min(last, Math.max(0, to))
}
