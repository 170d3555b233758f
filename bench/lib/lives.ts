/** Days are numbers since 2000-01-01, as PostgreSQL stores them. */
const epoch = Date.UTC(2000, 0, 1)
export const dayNumber = (day: string) => (Date.parse(`${day}T00:00:00Z`) - epoch) / 86_400_000
export const dayOf = (n: number) => new Date(epoch + n * 86_400_000).toISOString().slice(0, 10)

/** A calendar has 24 words of 32 days, the highest bit of a word its first day. */
export const words = 24
const length = words * 32
/** activity.base in JavaScript. */
export const baseOf = (last: number) => (last - 735) & -32

export type Life = { active: Uint32Array; signedIn: Uint32Array; used: Uint32Array; mobile: Uint32Array }
export const newLife = (): Life => ({
  active: new Uint32Array(words),
  signedIn: new Uint32Array(words),
  used: new Uint32Array(words),
  mobile: new Uint32Array(words),
})

/** Share of members, and how likely they are active on a weekday and at a weekend. */
const habits = [
  { share: 0.29, weekday: 0.9, weekend: 0.25 },
  { share: 0.27, weekday: 0.56, weekend: 0.15 },
  { share: 0.3, weekday: 0.15, weekend: 0.05 },
  { share: 0.14, weekday: 0.004, weekend: 0.002 },
]

const scramble = (x: number) => {
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/**
 * Invents members' lives on the days up to `last`: heavy, medium, light and dormant members, weekends, joiners, leavers, two
 * vacations a year, 80 % with the mobile app. A member's life depends on their seed alone, so any process finds the same again.
 */
export function createLives(last: number, days: number) {
  const base = baseOf(last)
  const from = last - days + 1 - base
  const to = last - base
  // Day 0, 2000-01-01, was a Saturday.
  const weekend = Uint8Array.from({ length }, (_, i) => ((base + i) % 7 < 2 ? 1 : 0))
  let state = 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  const chance = () => next() / 4294967296

  /** Fills in the life of the member with this seed. */
  function live(seed: number, life: Life): void {
    state = scramble(Math.imul(seed, 0x9e3779b1) ^ 0x2545f491) | 1
    const which = chance()
    let sum = 0
    const habit = habits.find((h) => which < (sum += h.share)) ?? habits[0]
    const weekday = Math.round((habit?.weekday ?? 0) * 65536)
    const atWeekend = Math.round((habit?.weekend ?? 0) * 65536)
    const onMobile = chance() < 0.8 ? Math.round((0.5 + chance() * 0.5) * 256) : 0
    const signsIn = Math.round((0.03 + chance() * 0.25) * 256)
    const joined = chance() < 0.15 ? from + Math.floor(chance() * days) : from
    const left = chance() < 0.1 ? from + Math.floor(chance() * days) : length
    const vacations = [0, 1, 2, 3].map(() => from + Math.floor(chance() * days))
    // The generator's state is a local here: this loop runs ten thousand million times.
    let r = state
    for (let w = 0; w < words; w++) {
      let active = 0
      let signedIn = 0
      let used = 0
      let mobile = 0
      const first = Math.max(joined - w * 32, 0)
      const end = Math.min(32, Math.min(left, to + 1) - w * 32)
      for (let b = first; b < end; b++) {
        r ^= r << 13
        r ^= r >>> 17
        r ^= r << 5
        if ((r & 0xffff) >= (weekend[w * 32 + b] ? atWeekend : weekday)) continue
        const bit = 0x80000000 >>> b
        const signs = ((r >>> 16) & 255) < signsIn
        active |= bit
        if (signs) signedIn |= bit
        // active = signed in or used: who did not sign in has used.
        if (signs && (r >>> 24) % 8 === 0) continue
        used |= bit
        if (r >>> 24 < onMobile) mobile |= bit
      }
      life.active[w] = active
      life.signedIn[w] = signedIn
      life.used[w] = used
      life.mobile[w] = mobile
    }
    for (const start of vacations) for (let day = start; day < Math.min(start + 10, length); day++) clear(life, day)
  }

  return { base, from, to, live }
}

function clear(life: Life, day: number): void {
  const keep = ~(1 << (31 - (day & 31)))
  for (const fact of [life.active, life.signedIn, life.used, life.mobile]) fact[day >> 5] = (fact[day >> 5] ?? 0) & keep
}

/** Index of the last marked day, or -1. */
export function lastDayOf(days: Uint32Array): number {
  for (let w = words - 1; w >= 0; w--) {
    const word = days[w] ?? 0
    // word & -word is the lowest bit, the word's last day.
    if (word !== 0) return w * 32 + Math.clz32(word & -word)
  }
  return -1
}

const never = 367

/** Counts, for every day, members by how many days before they were active last: what activity.gap and activity.day hold. */
export function createGapCounter() {
  const cells = new Uint32Array(length * (never + 1))
  return {
    add(days: Uint32Array): void {
      let before = -1000
      for (let w = 0; w < words; w++) {
        let word = days[w] ?? 0
        while (word !== 0) {
          const b = Math.clz32(word)
          word &= ~(0x80000000 >>> b)
          const day = w * 32 + b
          const ago = day - before
          const at = day * (never + 1) + (ago > 366 ? never : ago)
          cells[at] = (cells[at] ?? 0) + 1
          before = day
        }
      }
    },
    /** Every cell in key order; `ago` is undefined for never. */
    each(visit: (day: number, ago: number | undefined, n: number) => void): void {
      for (let day = 0; day < length; day++) {
        for (let ago = never; ago > 0; ago--) {
          const n = cells[day * (never + 1) + ago] ?? 0
          if (n > 0) visit(day, ago === never ? undefined : ago, n)
        }
      }
    },
    /** Members with the fact on the day. */
    count(day: number): number {
      let n = 0
      for (let ago = 1; ago <= never; ago++) n += cells[day * (never + 1) + ago] ?? 0
      return n
    },
    clear: () => void cells.fill(0),
  }
}
