import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useCompanyWide } from '../../lib/companyWide.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { SignInPolicyForm } from './SignInPolicyForm.tsx'

/** Security › Sign-in: what the company asks of its members' passwords, and 2-step verification (MB-4, MB-8). */
export function SignInSecurityPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(api.security.get.queryOptions({ input: { company: company.id } }))
  const { mayChange, whyNot } = useCompanyWide(company, 'security')
  return (
    <>
      <PageHead title={t('nav.signIn')}>
        {t('security.lead')} {whyNot}
      </PageHead>
      {query.isPending && <Skeleton height={360} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <SignInPolicyForm company={company.id} policy={query.data} mayChange={mayChange} />}
    </>
  )
}
