import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { tabNames, type DeviceTab } from '@muster/contract'
import { pages } from '../../paths.ts'
import classes from '../../ui/Tabs.module.css'

/** DS-1: the tabs, each a list of its own. */
export function DevicesTabs({ company, tab }: { company: string; tab: DeviceTab }) {
  const { t } = useTranslation()
  return (
    <nav className={classes.tabs} aria-label={t('devices.tabs')}>
      {tabNames.map((name) => (
        <Link
          key={name}
          to={pages.devices}
          search={{ company, ...(name === 'mobile' ? {} : { tab: name }) }}
          className={classes.tab ?? ''}
          aria-current={name === tab ? 'page' : undefined}
          activeProps={{ 'aria-current': undefined }}
          data-here={name === tab || undefined}
          resetScroll={false}
        >
          {t(`devices.tab.${name}`)}
        </Link>
      ))}
    </nav>
  )
}
