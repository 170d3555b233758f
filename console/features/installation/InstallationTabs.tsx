import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { pages } from '../../paths.ts'
import classes from '../../ui/Tabs.module.css'

const tabs = ['members', 'sends'] as const

/** The two parts of the page: who has the apps, and what has been sent. */
export function InstallationTabs({ company, here }: { company: string; here: (typeof tabs)[number] }) {
  const { t } = useTranslation()
  return (
    <nav className={classes.tabs} aria-label={t('installation.tabs')}>
      {tabs.map((name) => (
        <Link
          key={name}
          to={pages.installation}
          search={{ company, ...(name === 'sends' && { view: name }) }}
          className={classes.tab ?? ''}
          aria-current={name === here ? 'page' : undefined}
          activeProps={{ 'aria-current': undefined }}
          data-here={name === here || undefined}
          resetScroll={false}
        >
          {t(`installation.tab.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
