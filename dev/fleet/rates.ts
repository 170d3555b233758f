import type { Random } from '../sample/random.ts'

/** What may happen each time a device is taken in hand, and how likely (0 to 1). */
export type Chances = {
  /** Loses its connection for some uses, which it brings along later. */
  goesOffline: number
  /** The app is deleted and installed again. */
  reinstalls: number
  /** The device is reset, or handed on: another vendor ID. */
  resets: number
  updatesSystem: number
  signsOut: number
  /** Looks at the service notifications there are. */
  readsNotices: number
  /** Follows the notice that there is a newer version. */
  updatesApp: number
  /** Lets itself be enrolled where the company manages devices. */
  enrols: number
  /** Says that it could not do what the company asks of it. */
  refuses: number
}

/** How a fleet lives. Times are milliseconds. */
export type Rates = {
  /** From the start until a device is taken in hand for the first time. */
  firstMs: (random: Random) => number
  /** From one use to the next. */
  gapMs: (random: Random, now: Date) => number
  /** How long the app then listens for what comes in. 0: not at all. */
  foregroundMs: number
  /** Until it is tried again where the server could not be reached. */
  retryMs: number
  chances: Chances
}

/** What one use brings: drawn whole, whatever comes of it, so that a seed gives every device the same life. */
export type Mood = { [K in keyof Chances]: boolean } & { offlineUses: number }

export function moodOf(random: Random, chances: Chances): Mood {
  const names = Object.keys(chances) as (keyof Chances)[]
  const drawn = Object.fromEntries(names.map((name) => [name, random.chance(chances[name])])) as { [K in keyof Chances]: boolean }
  return { ...drawn, offlineUses: 1 + random.below(4) }
}

/** Uses of one app an hour, from midnight: a little at night, most in the morning and after lunch. */
const usesAnHour = [0.3, 0.2, 0.2, 0.2, 0.2, 0.3, 0.8, 2, 4, 6, 5, 4, 2, 5, 5, 4, 4, 4, 3, 2, 2, 1.5, 1, 0.6]
const hourMs = 3_600_000

/** The rates of an ordinary day of a company. */
export function ordinaryDay(zone: string): Rates {
  const hour = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', hourCycle: 'h23' })
  return {
    firstMs: (random) => 5_000 + random.number() * 3 * 60_000,
    gapMs: (random, now) => {
      // Hour by hour, since a gap that begins at night must not skip the morning: what is left of it has no memory.
      for (let at = now.getTime(); ;) {
        const perHour = usesAnHour[Number(hour.format(at))] ?? 1
        const gap = (-Math.log(1 - random.number()) / perHour) * hourMs
        const leftMs = hourMs - (at % hourMs)
        if (gap <= leftMs) return at + gap - now.getTime()
        at += leftMs
      }
    },
    foregroundMs: 4 * 60_000,
    retryMs: 60_000,
    chances: {
      goesOffline: 0.04,
      reinstalls: 0.003,
      resets: 0.001,
      updatesSystem: 0.004,
      signsOut: 0.005,
      readsNotices: 0.5,
      updatesApp: 0.6,
      enrols: 0.8,
      refuses: 0.1,
    },
  }
}
