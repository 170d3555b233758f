import type { Mark } from './activity.queries.ts'

/**
 * Members remembered, newest of two generations and the one before together. An entry takes about 200 bytes, so at most 40 MB; a
 * member forgotten costs one write that changes nothing.
 */
const members = 200_000

type Entry = { tenant: string; companyId: string; day: string; facts: number }

/**
 * What is committed for sure, so that a report that changes nothing is answered without a write. An entry is made after commit only
 * and stays true, whatever happens to the member: nothing takes a recorded day away (AU-6).
 */
export function createRecorded(size = members) {
  let young = new Map<string, Entry>()
  let old = new Map<string, Entry>()
  const find = (tenant: string, mark: Mark) => {
    const entry = young.get(mark.memberId) ?? old.get(mark.memberId)
    return entry?.tenant === tenant && entry.companyId === mark.companyId && entry.day === mark.day ? entry : undefined
  }
  return {
    /** Whether all facts of the mark are on record. False also means: not known. */
    has(tenant: string, mark: Mark): boolean {
      const entry = find(tenant, mark)
      return entry !== undefined && (mark.facts & ~entry.facts) === 0
    },
    /** Remembers committed marks, of each member the newest day. */
    add(tenant: string, marks: readonly Mark[]): void {
      for (const mark of marks) {
        const same = find(tenant, mark)
        const known = young.get(mark.memberId)
        if (!same && known && known.tenant === tenant && known.day > mark.day) continue
        young.set(mark.memberId, { tenant, companyId: mark.companyId, day: mark.day, facts: mark.facts | (same?.facts ?? 0) })
        if (young.size < size / 2) continue
        old = young
        young = new Map()
      }
    },
  }
}
