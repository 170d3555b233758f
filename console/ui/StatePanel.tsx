import type { ReactNode } from 'react'
import { usePageTitle } from './usePageTitle.ts'
import classes from './StatePanel.module.css'

type StatePanelProps = {
  icon: ReactNode
  title: string
  children?: ReactNode
  /** Small print, e.g. the request number. */
  foot?: ReactNode
  actions?: ReactNode
  /** An error is announced at once. */
  alert?: boolean
  /** Stands in a card already. */
  flat?: boolean
  /** The heading's level in the page it stands in. */
  level?: 1 | 2
}

/** Empty, error, locked and not-permitted states: what it is, why, and what to do now. */
export function StatePanel({ icon, title, children, foot, actions, alert = false, flat = false, level = 2 }: StatePanelProps) {
  usePageTitle(level === 1 ? title : null)
  const Heading = `h${level}` as const
  return (
    <div className={classes.panel} data-flat={flat || undefined} {...(alert ? { role: 'alert' } : {})}>
      <span className={classes.icon} aria-hidden>
        {icon}
      </span>
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
      {foot && <div className={classes.foot}>{foot}</div>}
    </div>
  )
}
