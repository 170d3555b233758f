import type { ReactNode } from 'react'
import classes from './Facts.module.css'

/** What is known of something, name by name. */
export function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>
}

/** One of {@link Facts}. What is not known shows as a dash rather than as nothing. */
export function Fact({ label, children }: { label: string; children?: ReactNode }) {
  const empty = children === null || children === undefined || children === '' || children === false
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd data-empty={empty || undefined}>{empty ? '–' : children}</dd>
    </div>
  )
}
