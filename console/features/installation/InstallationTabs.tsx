import { useTranslation } from 'react-i18next'
import { PageTabs } from '../../lib/PageTabs.tsx'
import { pages } from '../../paths.ts'

const tabs = ['members', 'sends'] as const

/** The two parts of the page: who has the apps, and what has been sent. */
export function InstallationTabs({ company, here }: { company: string; here: (typeof tabs)[number] }) {
  const { t } = useTranslation()
  return (
    <PageTabs
      label={t('installation.tabs')}
      to={pages.installation}
      company={company}
      names={tabs}
      here={here}
      textOf={(name) => t(`installation.tab.${name}`)}
      searchOf={(name) => (name === 'sends' ? { view: name } : {})}
    />
  )
}
