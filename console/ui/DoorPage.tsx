import type { ReactNode } from 'react'
import { Brand } from './Brand.tsx'
import classes from './DoorPage.module.css'

/** A page before the sign-in: the brand and one card. */
export function DoorPage({ children }: { children: ReactNode }) {
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Brand />
      </header>
      <main className={classes.main}>{children}</main>
    </div>
  )
}
