import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { signInDays, type MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { MemberSignIns } from './MemberSignIns.tsx'
import { MemberYear } from './MemberYear.tsx'
import { memberUseQuery } from './memberUse.query.ts'
import classes from './MemberUse.module.css'

/** MB-2: charts of service use: sign-ins per day by apps and web, and the active days of a year by app. */
export function MemberUse({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const query = useQuery(memberUseQuery(company.id, member.id))
  const instead = query.isPending ? (
    <Skeleton height={200} role="status" aria-label={t('common.loading')} />
  ) : (
    query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  )
  return (
    <div className={classes.charts}>
      <Card id="member-sign-ins" title={t('memberUse.signIns.title')}>
        <p className={classes.lead}>{t('memberUse.signIns.lead', { days: signInDays })}</p>
        {query.data ? <MemberSignIns signIns={query.data.signIns} today={query.data.today} /> : instead}
      </Card>
      <Card id="member-year" title={t('memberUse.year.title')}>
        <p className={classes.lead}>{t('memberUse.year.lead')}</p>
        {query.data ? <MemberYear year={query.data.year} today={query.data.today} /> : instead}
      </Card>
    </div>
  )
}
