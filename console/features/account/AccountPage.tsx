import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { OwnConnections } from './OwnConnections.tsx'
import { OwnPassword } from './OwnPassword.tsx'
import { OwnTwoStep } from './OwnTwoStep.tsx'
import classes from './AccountPage.module.css'

/** A member's own page, administrator or not: password, second step, and where they are signed in. Times are the browser's. */
export function AccountPage({ member }: { member: Me['member'] }) {
  const { t } = useTranslation()
  const query = useQuery(api.self.security.queryOptions())
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return (
    <>
      <PageHead title={t('account.title')}>
        {member.name} · {member.login}
      </PageHead>
      <div className={classes.columns}>
        <div className={classes.column}>
          {query.isPending && <Skeleton height={280} radius={12} role="status" aria-label={t('common.loading')} />}
          {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
          {query.data && (
            <>
              <OwnPassword
                login={member.login}
                changedAt={query.data.passwordChangedAt}
                policy={query.data.passwordPolicy}
                zone={timeZone}
              />
              <OwnTwoStep twoStep={query.data.twoStep} zone={timeZone} />
            </>
          )}
        </div>
        <div className={classes.column}>
          <OwnConnections zone={timeZone} />
        </div>
      </div>
    </>
  )
}
