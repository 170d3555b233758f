import { useMaxAgeDays, useMaxAheadSeconds, type ActivityAnswer } from '@muster/contract'

type Reason = ActivityAnswer['ignored'][number]['reason']

/** AU-7: why a well-formed use is not stored: older than 31 days, or more than 5 minutes ahead. Null: it is. */
export function useIgnoredBecause(at: Date, now: Date): Reason | null {
  const ageSeconds = (now.getTime() - at.getTime()) / 1000
  if (ageSeconds > useMaxAgeDays * 86_400) return 'too_old'
  if (-ageSeconds > useMaxAheadSeconds) return 'in_future'
  return null
}

/** AU-7: the company the member was in at `at`; before the first membership, that of the first. Oldest first. */
export function companyAt(memberships: readonly { companyId: string; from: Date }[], at: Date): string | undefined {
  return (memberships.findLast((m) => m.from <= at) ?? memberships[0])?.companyId
}
