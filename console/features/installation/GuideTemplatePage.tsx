import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useCompanyWide } from '../../lib/companyWide.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { GuideTemplateForm } from './GuideTemplateForm.tsx'
import classes from './GuideTemplate.module.css'

/** IS-4: what the install guide says and where it leads, with the mail itself beside it. */
export function GuideTemplatePage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(api.guides.template.queryOptions({ input: { company: company.id } }))
  const { mayChange, whyNot } = useCompanyWide(company, 'installation')
  return (
    <>
      <PageHead title={t('guideTemplate.title')}>
        {t('guideTemplate.lead')} {whyNot}
      </PageHead>
      {query.isPending && (
        <div className={classes.columns} role="status" aria-label={t('common.loading')}>
          <Skeleton height={420} radius={12} />
          <Skeleton height={420} radius={12} />
        </div>
      )}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <GuideTemplateForm company={company} template={query.data} mayChange={mayChange} />}
    </>
  )
}
