import type { ReactNode } from 'react'
import classes from './Card.module.css'

/** A titled part of a page: a region of its own for screen readers, with its tools at the right. */
export function Card({
  id,
  title,
  tools,
  busy = false,
  children,
}: {
  id: string
  title: string
  tools?: ReactNode
  busy?: boolean
  children: ReactNode
}) {
  return (
    <section className={classes.card} aria-labelledby={id} aria-busy={busy}>
      <div className={classes.head}>
        <h2 id={id} className={classes.title}>
          {title}
        </h2>
        {tools && <div className={classes.tools}>{tools}</div>}
      </div>
      <div className={classes.body} data-busy={busy || undefined}>
        {children}
      </div>
    </section>
  )
}
