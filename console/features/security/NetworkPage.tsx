import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useCompanyWide } from '../../lib/companyWide.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { NetworkForm } from './NetworkForm.tsx'

/** Security › Network: from which networks and countries the company's members may use the suite (SX-2, P-3). */
export function NetworkPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(api.network.get.queryOptions({ input: { company: company.id } }))
  const { mayChange, whyNot } = useCompanyWide(company, 'security')
  return (
    <>
      <PageHead title={t('nav.network')}>
        {t('network.lead')} {whyNot}
      </PageHead>
      {query.isPending && <Skeleton height={360} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <NetworkForm company={company} rules={query.data} mayChange={mayChange} />}
    </>
  )
}
