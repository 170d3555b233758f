import { useState } from 'react'
import type { Problem } from './problem.ts'

/**
 * What the server refused of a form, field by field: an error goes as its field is corrected, and the sentence about the form with the last of them.
 * `fields` says which fields a problem is about.
 */
export function useRefused(fields: (problem: Problem) => ReadonlySet<string>) {
  const [problem, setProblem] = useState<Problem | null>(null)
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set())
  return {
    problem,
    refused,
    refuse: (found: Problem | null) => {
      setProblem(found)
      setRefused(found ? fields(found) : new Set())
    },
    /** A field the form itself will not send as it is. */
    refuseField: (field: string) => setRefused(new Set([field])),
    touch: (change: object) => {
      const left = [...refused].filter((field) => !(field in change))
      if (left.length === refused.size) return
      setRefused(new Set(left))
      if (left.length === 0) setProblem(null)
    },
  }
}
