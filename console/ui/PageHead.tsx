import type { ReactNode } from 'react'
import { usePageTitle } from './usePageTitle.ts'
import classes from './PageHead.module.css'

/** The page's title with the sentence that explains it. */
export function PageHead({ title, children, aside }: { title: string; children?: ReactNode; aside?: ReactNode }) {
  usePageTitle(title)
  return (
    <header className={classes.head}>
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {children && <div className={classes.text}>{children}</div>}
      </div>
      {aside && <div className={classes.aside}>{aside}</div>}
    </header>
  )
}
