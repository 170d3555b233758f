import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { CompanyFacts } from './CompanyFacts.tsx'
import { HomeActive } from './HomeActive.tsx'
import { HomeLines, HomeSkeleton } from './HomeLines.tsx'
import { HomeSteps } from './HomeSteps.tsx'
import { homeQuery } from './home.query.ts'
import classes from './Home.module.css'

/** Home: what needs the administrator today, each line leading to the list that shows exactly those. */
export function HomePage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(homeQuery(company.id))
  const again = () => void query.refetch()
  return (
    <>
      <PageHead title={t('nav.home')}>{t('home.lead', { company: company.name })}</PageHead>
      <div className={classes.page}>
        <div className={classes.main}>
          {query.isError && query.data && <Notice text={t('list.stale')} action={t('common.retry')} onAction={again} />}
          {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={again} />}
          {query.isPending && <HomeSkeleton />}
          {query.data && query.data.steps.length > 0 && <HomeSteps company={company} steps={query.data.steps} />}
          {query.data && <HomeLines company={company} items={query.data.items} />}
        </div>
        <div className={classes.side}>
          {company.permissions.statistics && <HomeActive company={company} />}
          {query.data && <CompanyFacts facts={query.data.company} />}
        </div>
      </div>
    </>
  )
}
