import type { ErrorCode, networkStandings, RangeProblem } from '@muster/contract'

export type Standing = (typeof networkStandings)[number]

/** P-3: how the rules of a company stand to the administrator who changes them. */
export function standingOf(actor: { id: string; isOfCompany: boolean; isSuperAdmin: boolean }, exempt: readonly string[]): Standing {
  if (!actor.isOfCompany) return 'other_company'
  if (exempt.includes(actor.id)) return 'exempt'
  return actor.isSuperAdmin ? 'super_admin' : 'bound'
}

/**
 * P-3: why rules cannot be turned on; null: they can. Rules that admit nothing would shut everybody out, and nobody shuts themselves out: for a
 * Super Admin the console stays open.
 */
export function networkBlockedBy(
  rules: { enforced: boolean; ranges: readonly string[]; countries: readonly string[] },
  you: { admitted: boolean; standing: Standing },
): ErrorCode | null {
  if (!rules.enforced) return null
  if (rules.ranges.length === 0 && rules.countries.length === 0) return 'network_empty'
  return you.standing === 'bound' && !you.admitted ? 'network_locks_you_out' : null
}

/** Each range once, as it is written here; and what is wrong with which line. `parse`: one of them. */
export function readRanges(
  typed: readonly string[],
  parse: (text: string) => { text: string } | RangeProblem,
): { ranges: string[]; rows: { index: number; problem: RangeProblem }[] } {
  const read = typed.map(parse)
  return {
    ranges: [...new Set(read.flatMap((one) => (typeof one === 'string' ? [] : [one.text])))],
    rows: read.flatMap((one, index) => (typeof one === 'string' ? [{ index, problem: one }] : [])),
  }
}
