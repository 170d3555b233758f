import { facts } from '../server/modules/activity/facts.rules.ts'
import { addDays, countDays } from '../server/modules/activity/period.rules.ts'
import type { Mark } from '../server/modules/activity/activity.queries.ts'

/** What active-user figures must be, counted the slow way: per company, fact and member the days, 2,500 of them from `firstDay`. */
export function createModel(firstDay: string) {
  const length = 2500
  const at = (day: string) => countDays(firstDay, day) - 1
  const sets = new Map<string, Map<string, Uint8Array>>()
  const membersOf = (companyId: string, fact: number) => {
    const key = `${companyId} ${fact}`
    let members = sets.get(key)
    if (!members) sets.set(key, (members = new Map()))
    return members
  }
  return {
    mark(marks: readonly Mark[]): void {
      for (const m of marks) {
        for (const fact of facts.keys()) {
          if (!(m.facts & (1 << fact))) continue
          const members = membersOf(m.companyId, fact)
          let days = members.get(m.memberId)
          if (!days) members.set(m.memberId, (days = new Uint8Array(length)))
          days[at(m.day)] = 1
        }
      }
    },
    /** AU-2: members with the fact on any day of the period. */
    distinct(companyId: string, fact: number, from: string, to: string): number {
      let n = 0
      for (const days of membersOf(companyId, fact).values()) if (days.subarray(at(from), at(to) + 1).includes(1)) n++
      return n
    },
    counts(companyId: string, fact: number, from: string, to: string): number[] {
      const start = at(from)
      return Array.from({ length: countDays(from, to) }, (_, i) => {
        let n = 0
        for (const days of membersOf(companyId, fact).values()) n += days[start + i] ?? 0
        return n
      })
    },
  }
}

/** Random numbers that are the same in every run (mulberry32). */
export function createRandom(seed: number) {
  const next = () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    chance: (p: number) => next() < p,
    below: (n: number) => Math.floor(next() * n),
    pick: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  }
}

/** A random period of at most a year that ends on or before `today`. */
export function randomPeriod(random: ReturnType<typeof createRandom>, today: string): { from: string; to: string } {
  const to = addDays(today, -random.below(365))
  return { from: addDays(to, -random.below(365 - (countDays(to, today) - 1))), to }
}
