import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import type { InstallationSearch } from './installation.query.ts'
import { InstallationMembers } from './InstallationMembers.tsx'

export type PageProps = {
  company: AdministeredCompany
  search: InstallationSearch
  onSearch: (search: InstallationSearch, replace?: boolean) => void
}

/** Statistics › Installation status (IS-1, IS-2): who has the apps and who does not, and who can be told how to install them. */
export function InstallationPage(props: PageProps) {
  const { t } = useTranslation()
  return (
    <>
      <PageHead title={t('nav.installation')}>{t('installation.lead')}</PageHead>
      <InstallationMembers {...props} />
    </>
  )
}
