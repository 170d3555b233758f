import { IconLock } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../lib/me.ts'
import { pages } from '../paths.ts'
import { navigationOf, type ShownGroup } from './navigation.ts'
import classes from './Navigation.module.css'

export function Navigation({ company, onNavigate }: { company: AdministeredCompany; onNavigate?: () => void }) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('nav.label')} className={classes.nav}>
      {navigationOf(company).map((group) => (
        <Group key={group.key} group={group} company={company.id} onNavigate={onNavigate} />
      ))}
    </nav>
  )
}

function Group({ group, company, onNavigate }: { group: ShownGroup; company: string; onNavigate: (() => void) | undefined }) {
  const { t } = useTranslation()
  const id = `nav-${group.key}`
  const [only] = group.pages
  if (only?.key === group.key && group.pages.length === 1)
    return (
      <Link
        to={only.to}
        search={{ company }}
        className={`${classes.link} ${classes.alone}`}
        activeOptions={{ includeSearch: false, exact: only.to === pages.home }}
        onClick={() => onNavigate?.()}
      >
        <group.icon size={16} stroke={1.75} aria-hidden />
        {t(`nav.${only.key}`)}
      </Link>
    )
  return (
    <div className={classes.group}>
      <div id={id} className={classes.noun}>
        <group.icon size={16} stroke={1.75} aria-hidden />
        {t(`nav.${group.key}`)}
      </div>
      <ul aria-labelledby={id}>
        {group.pages.map((page) => (
          <li key={page.key}>
            <Link
              to={page.to}
              search={{ company }}
              className={classes.link ?? ''}
              activeOptions={{ includeSearch: false }}
              onClick={() => onNavigate?.()}
            >
              {t(`nav.${page.key}`)}
              {page.locked && <IconLock size={14} stroke={1.75} role="img" aria-label={t('nav.locked')} />}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
