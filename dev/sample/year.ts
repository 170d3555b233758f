import type { Surface } from '@muster/contract'
import type { Random } from './random.ts'

/** How a person uses the suite. */
export type Habit = {
  /** Chance of using it on a working day, and on a day off. */
  working: number
  off: number
  mobile: number
  pc: number
  web: number
  drive: number
  /** Chance that a day begins with a sign-in. */
  signIn: number
  /** Days (indexes of the year) on which the person is away. */
  away: { from: number; to: number }[]
}

/** Public holidays of the sample's country, as `MM-DD`; those that follow the moon are near enough. */
const holidays = new Set([
  '01-01',
  '02-16',
  '02-17',
  '02-18',
  '03-01',
  '05-05',
  '05-24',
  '06-06',
  '08-15',
  '09-24',
  '09-25',
  '09-26',
  '10-03',
  '10-09',
  '12-25',
])

/** Whether a day is a working day. */
function isWorkingDay(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday !== 0 && weekday !== 6 && !holidays.has(day.slice(5))
}

/** A person's habit: most use it daily, some now and then, some hardly ever. */
export function inventHabit(random: Random, days: number): Habit {
  const kind = random.number()
  const working = kind < 0.62 ? 0.93 : kind < 0.87 ? 0.6 : 0.12
  const away = [0, 1].map(() => {
    const from = random.below(days)
    return { from, to: from + 3 + random.below(8) }
  })
  return {
    working,
    off: working * 0.18,
    mobile: random.chance(0.2) ? 0 : 0.35 + random.number() * 0.6,
    pc: random.number(),
    web: random.number() * 0.5,
    drive: random.number() * 0.3,
    signIn: 0.08,
    away,
  }
}

export type DayOfUse = { day: string; surface: Surface; signedIn: boolean }

/** What a person did from one day to another of `days`. */
export function liveThrough(random: Random, habit: Habit, days: readonly string[], from: number, to: number): DayOfUse[] {
  const uses: DayOfUse[] = []
  for (let i = from; i < to; i++) {
    const day = days[i]
    if (day === undefined || habit.away.some((a) => i >= a.from && i <= a.to)) continue
    const working = isWorkingDay(day)
    // Use grows over the year: the company is rolling the apps out.
    const growth = 0.78 + (0.22 * i) / days.length
    if (!random.chance((working ? habit.working : habit.off) * growth)) continue
    const surfaces: Surface[] = []
    if (habit.mobile > 0 && random.chance(working ? habit.mobile * growth : 0.9)) surfaces.push('mobile')
    if (working && random.chance(habit.pc)) surfaces.push('pc')
    if (random.chance(habit.web)) surfaces.push('web')
    if (working && random.chance(habit.drive)) surfaces.push(random.chance(0.5) ? 'drive_explorer' : 'drive_mobile')
    if (surfaces.length === 0) surfaces.push('web')
    surfaces.forEach((surface, s) => uses.push({ day, surface, signedIn: s === 0 && random.chance(habit.signIn) }))
  }
  return uses
}
