import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { PageHead } from '../../ui/PageHead.tsx'
import { GuideHistory } from './GuideHistory.tsx'
import type { InstallationSearch } from './installation.search.ts'
import { InstallationHeadTools } from './InstallationHeadTools.tsx'
import { InstallationMembers } from './InstallationMembers.tsx'
import { InstallationTabs } from './InstallationTabs.tsx'

export type PageProps = {
  company: AdministeredCompany
  search: InstallationSearch
  onSearch: (search: InstallationSearch, replace?: boolean) => void
}

/** Statistics › Installation status (IS-1 … IS-6): who has the apps and who does not, and the mail that gets them installed. */
export function InstallationPage(props: PageProps) {
  const { t } = useTranslation()
  const { company, search } = props
  return (
    <>
      <PageHead
        title={t('nav.installation')}
        aside={<InstallationHeadTools company={company} onSent={() => props.onSearch({ view: 'sends' })} />}
      >
        {t('installation.lead')}
      </PageHead>
      <InstallationTabs company={company.id} here={search.view === 'sends' ? 'sends' : 'members'} />
      {search.view === 'sends' ? <GuideHistory {...props} /> : <InstallationMembers {...props} />}
    </>
  )
}
