import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MailPeriod } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { MailForm } from './MailForm.tsx'
import { MailUndelivered } from './MailUndelivered.tsx'
import classes from './Mail.module.css'

type PageProps = {
  company: AdministeredCompany
  /** Undefined: as many days as mails are on record for. */
  within: MailPeriod | undefined
  onWithin: (within: MailPeriod) => void
}

/** Settings › Mail: through which server the company's mails leave, and which did not arrive. */
export function MailPage({ company, within, onWithin }: PageProps) {
  const { t } = useTranslation()
  const query = useQuery(api.mail.get.queryOptions({ input: { company: company.id } }))
  const mayManage = company.permissions.settings === 'manage'
  return (
    <>
      <PageHead title={t('nav.mail')}>
        {t('mailServer.lead')} {!mayManage && t('form.viewOnly')}
        {mayManage && query.data?.mayChange === false && t('mailServer.notYours')}
      </PageHead>
      {query.isPending && <Skeleton height={420} radius={12} role="status" aria-label={t('common.loading')} maw={720} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <MailForm company={company} settings={query.data} mayChange={mayManage && query.data.mayChange} />}
      <div className={classes.undelivered}>
        <MailUndelivered company={company} within={within ?? '90'} onWithin={onWithin} />
      </div>
    </>
  )
}
