import type { ReactNode } from 'react'
import { Brand } from '../ui/Brand.tsx'
import { DoorLanguages } from './DoorLanguages.tsx'
import classes from './DoorPage.module.css'

/** A page before the sign-in: the brand, one card, and the languages. */
export function DoorPage({ children }: { children: ReactNode }) {
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Brand />
      </header>
      <main className={classes.main}>{children}</main>
      <DoorLanguages />
    </div>
  )
}
