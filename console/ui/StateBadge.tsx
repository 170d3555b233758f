import type { Icon } from '@tabler/icons-react'
import classes from './StateBadge.module.css'

export type Tone = 'good' | 'waiting' | 'bad' | 'quiet'

/** A state in words with a sign of its own: colour only underlines it (RE-2). */
export function StateBadge({ tone, icon: Sign, children }: { tone: Tone; icon: Icon; children: string }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      <Sign size={14} stroke={2} aria-hidden />
      {children}
    </span>
  )
}
