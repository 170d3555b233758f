import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { DomainsCard } from './DomainsCard.tsx'
import { SettingsForm } from './SettingsForm.tsx'
import { ZoneCard } from './ZoneCard.tsx'
import classes from './Settings.module.css'

/** Settings › Company: what holds for the whole company. */
export function CompanySettingsPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(api.settings.get.queryOptions({ input: { company: company.id } }))
  const mayChange = company.permissions.settings === 'manage'
  return (
    <>
      <PageHead title={t('nav.companySettings')}>
        {t('settings.lead')} {!mayChange && t('form.viewOnly')}
      </PageHead>
      {query.isPending && (
        <div className={classes.columns} role="status" aria-label={t('common.loading')}>
          <Skeleton height={280} radius={12} />
          <Skeleton height={280} radius={12} />
        </div>
      )}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <SettingsForm company={company.id} settings={query.data} mayChange={mayChange}>
          <DomainsCard company={company.id} domains={query.data.domains} mayChange={mayChange} />
          <ZoneCard company={company.id} settings={query.data} mayChange={mayChange} />
        </SettingsForm>
      )}
    </>
  )
}
