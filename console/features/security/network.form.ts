import { rangeProblems, type NetworkChoice, type NetworkRules, type RangeProblem } from '@muster/contract'
import type { Problem } from '../../lib/problem.ts'

/** A line of the list as it is typed; `key` stays with it while others come and go. */
export type RangeLine = { key: number; text: string }
export type NetworkDraft = {
  enforced: boolean
  lines: readonly RangeLine[]
  countries: readonly string[]
  exempt: NetworkRules['exempt']
}

let last = 0
export const lineOf = (text: string): RangeLine => ({ key: ++last, text })

export const draftOf = ({ enforced, ranges, countries, exempt }: NetworkRules): NetworkDraft => ({
  enforced,
  lines: ranges.map(lineOf),
  countries,
  exempt,
})

const filled = (lines: readonly RangeLine[]) => lines.filter(({ text }) => text.trim() !== '')

/** What is sent: empty lines are none. */
export const choiceOf = ({ enforced, lines, countries, exempt }: NetworkDraft): NetworkChoice => ({
  enforced,
  ranges: filled(lines).map(({ text }) => text.trim()),
  countries: [...countries],
  exempt: exempt && exempt.map(({ id }) => id),
})

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** What the server says is wrong with which line, by the line's key. */
export function lineProblems(problem: Problem | null, lines: readonly RangeLine[]): ReadonlyMap<number, RangeProblem> {
  if (problem?.code !== 'network_ranges_invalid' || !isRecord(problem.details) || !Array.isArray(problem.details.rows)) return new Map()
  const sent = filled(lines)
  return new Map(
    problem.details.rows.filter(isRecord).flatMap((row) => {
      const line = sent[Number(row.index)]
      const found = rangeProblems.find((one) => one === row.problem)
      return line && found ? [[line.key, found] as const] : []
    }),
  )
}
