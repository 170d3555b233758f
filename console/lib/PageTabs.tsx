import { Link } from '@tanstack/react-router'
import type { PagePath } from '../paths.ts'
import classes from './PageTabs.module.css'

type TabsProps<Name extends string> = {
  label: string
  to: PagePath
  company: string
  names: readonly Name[]
  here: Name
  textOf: (name: Name) => string
  /** What stands in the URL for a tab. */
  searchOf: (name: Name) => Record<string, string>
}

/** The parts of a page, each with an address of its own. */
export function PageTabs<Name extends string>({ label, to, company, names, here, textOf, searchOf }: TabsProps<Name>) {
  return (
    <nav className={classes.tabs} aria-label={label}>
      {names.map((name) => (
        <Link
          key={name}
          to={to}
          search={{ company, ...searchOf(name) }}
          className={classes.tab ?? ''}
          aria-current={name === here ? 'page' : undefined}
          activeProps={{ 'aria-current': undefined }}
          data-here={name === here || undefined}
          resetScroll={false}
        >
          {textOf(name)}
        </Link>
      ))}
    </nav>
  )
}
