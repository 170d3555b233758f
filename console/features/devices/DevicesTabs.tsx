import { useTranslation } from 'react-i18next'
import { tabNames, type DeviceTab } from '@muster/contract'
import { PageTabs } from '../../lib/PageTabs.tsx'
import { pages } from '../../paths.ts'

/** DS-1: the tabs, each a list of its own. */
export function DevicesTabs({ company, tab }: { company: string; tab: DeviceTab }) {
  const { t } = useTranslation()
  return (
    <PageTabs
      label={t('devices.tabs')}
      to={pages.devices}
      company={company}
      names={tabNames}
      here={tab}
      textOf={(name) => t(`devices.tab.${name}`)}
      searchOf={(name) => (name === 'mobile' ? {} : { tab: name })}
    />
  )
}
