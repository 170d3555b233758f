export type Random = {
  /** 0 <= x < 1 */
  number(): number
  /** 0 <= whole number < n */
  below(n: number): number
  chance(p: number): boolean
  pick<T>(list: readonly T[]): T
}

/** A repeatable source (mulberry32): the sample is the same everywhere for the same seed. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const below = (n: number) => Math.floor(number() * n)
  return {
    number,
    below,
    chance: (p) => number() < p,
    pick: (list) => {
      const found = list[below(list.length)]
      if (found === undefined) throw new Error('an empty list')
      return found
    },
  }
}
