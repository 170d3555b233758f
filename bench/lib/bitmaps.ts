const popcount = (v: number) => {
  v -= (v >>> 1) & 0x55555555
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Set bits of one day, eight words at a time by carry-save adders (Harley and Seal), as fast as JavaScript gets. */
function count(day: Uint32Array): number {
  let total = 0
  let ones = 0
  let twos = 0
  let fours = 0
  const whole = day.length & ~7
  for (let i = 0; i < whole; i += 8) {
    const a = day[i] ?? 0
    const b = day[i + 1] ?? 0
    const c = day[i + 2] ?? 0
    const d = day[i + 3] ?? 0
    const e = day[i + 4] ?? 0
    const f = day[i + 5] ?? 0
    const g = day[i + 6] ?? 0
    const h = day[i + 7] ?? 0
    let x = ones ^ a
    const twos1 = (ones & a) | (x & b)
    ones = x ^ b
    x = ones ^ c
    const twos2 = (ones & c) | (x & d)
    ones = x ^ d
    x = twos ^ twos1
    const fours1 = (twos & twos1) | (x & twos2)
    twos = x ^ twos2
    x = ones ^ e
    const twos3 = (ones & e) | (x & f)
    ones = x ^ f
    x = ones ^ g
    const twos4 = (ones & g) | (x & h)
    ones = x ^ h
    x = twos ^ twos3
    const fours2 = (twos & twos3) | (x & twos4)
    twos = x ^ twos4
    x = fours ^ fours1
    const eights = (fours & fours1) | (x & fours2)
    fours = x ^ fours2
    total += popcount(eights)
  }
  total = 8 * total + 4 * popcount(fours) + 2 * popcount(twos) + popcount(ones)
  for (let i = whole; i < day.length; i++) total += popcount(day[i] ?? 0)
  return total
}

/** Members on any of the days: eight days per pass over the words. */
function distinct(days: readonly Uint32Array[], any: Uint32Array): number {
  any.fill(0)
  const none = new Uint32Array(any.length)
  for (let d = 0; d < days.length; d += 8) {
    const [a = none, b = none, c = none, e = none, f = none, g = none, h = none, j = none] = days.slice(d, d + 8)
    for (let i = 0; i < any.length; i++) {
      any[i] = (any[i] ?? 0) | (a[i] ?? 0) | (b[i] ?? 0) | (c[i] ?? 0) | (e[i] ?? 0) | (f[i] ?? 0) | (g[i] ?? 0) | (h[i] ?? 0) | (j[i] ?? 0)
    }
  }
  return count(any)
}

/** What the page shows of one fact, from one bitmap of all members per day in memory. */
export function scanBitmaps(days: readonly Uint32Array[], scratch: Uint32Array): { counts: number[]; distinct: number } {
  return { counts: days.map(count), distinct: distinct(days, scratch) }
}
