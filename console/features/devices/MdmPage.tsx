import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useCompanyWide } from '../../lib/companyWide.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { MdmForm } from './MdmForm.tsx'
import { MdmOperations, type ShownOperations } from './MdmOperations.tsx'
import classes from './Mdm.module.css'

/** Security › MDM: how the company manages its devices (DS-10), and the operations on them (DS-11). */
export function MdmPage({ company, shown, onShown }: { company: AdministeredCompany } & ShownOperations) {
  const { t } = useTranslation()
  const query = useQuery(api.mdm.get.queryOptions({ input: { company: company.id } }))
  const { mayChange, whyNot } = useCompanyWide(company, 'devices')
  return (
    <>
      <PageHead title={t('nav.mdm')}>
        {t('mdm.lead')} {whyNot}
      </PageHead>
      <div className={classes.page}>
        {query.isPending && <Skeleton height={320} radius={12} role="status" aria-label={t('common.loading')} />}
        {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && <MdmForm company={company.id} mdm={query.data} mayChange={mayChange} />}
        {company.seesNames && (
          <MdmOperations company={company} mayManage={company.permissions.devices === 'manage'} shown={shown} onShown={onShown} />
        )}
      </div>
    </>
  )
}
