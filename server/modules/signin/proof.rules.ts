import { stepUpMinutes } from '@muster/contract'

/** MB-8: until when a proof of who one is opens dangerous acts; null: there is none, or it is too long ago. */
export function provedUntil(provedAt: Date | null, now: Date): Date | null {
  if (!provedAt) return null
  const until = new Date(provedAt.getTime() + stepUpMinutes * 60_000)
  return until > now ? until : null
}
