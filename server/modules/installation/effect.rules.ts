import { effectDays, type Guide } from '@muster/contract'

const dayMs = 86_400_000

type Sent = { endedAt: Date | null; within7: number; within30: number }

/**
 * IS-5: of those who got a guide, how many began to use an app that it named within so many days after their mail had left. A window is over
 * once the last mail left so long ago: no more can come. As the database counts them: `installation.on_installed`.
 */
export function effectOf({ endedAt, within7, within30 }: Sent, now: Date): Guide['effect'] {
  const counts = { 7: within7, 30: within30 }
  return effectDays.map((days) => ({
    days,
    installed: counts[days],
    over: endedAt !== null && endedAt.getTime() + days * dayMs < now.getTime(),
  }))
}
