import { useEffect } from 'react'
import { Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { OwnApps } from './OwnApps.tsx'
import { OwnConnections } from './OwnConnections.tsx'
import { OwnEasyLogin } from './OwnEasyLogin.tsx'
import { OwnFiles } from './OwnFiles.tsx'
import { OwnNotices } from './OwnNotices.tsx'
import { OwnPasskeys } from './OwnPasskeys.tsx'
import { OwnPassword } from './OwnPassword.tsx'
import { OwnProfile } from './OwnProfile.tsx'
import { OwnTokens } from './OwnTokens.tsx'
import { OwnTwoStep } from './OwnTwoStep.tsx'
import { hasEasyLogin, type LinkOutcome } from './ownEasyLogin.ts'
import classes from './AccountPage.module.css'

type OwnSecurity = Awaited<ReturnType<typeof api.self.security.call>>

/** Who has a second step proves it before a passkey is added, unless the company asks nobody for one. */
function passkeysOf({ passkeys, mayAddPasskey, twoStep: { policy, setUpAt, sms } }: OwnSecurity) {
  const ways = { sms: sms !== null, passkey: passkeys.length > 0 }
  const asked = policy !== 'off' && (setUpAt !== null || ways.sms || ways.passkey)
  return { passkeys, mayAdd: mayAddPasskey, second: asked ? ways : null }
}

type AccountProps = {
  me: Pick<Me, 'member' | 'companies'>
  /** What LINE's answer to a link came to, just now. */
  line: LinkOutcome | undefined
  onRead: () => void
}

/** A member's own page, administrator or not: password, second step, what the suite tells them, and where they are signed in. Times are the browser's. */
export function AccountPage({ me: { member, companies }, line, onRead }: AccountProps) {
  const { t } = useTranslation()
  const query = useQuery(api.self.security.queryOptions())
  const { data: easy } = useQuery(api.easyLogin.own.queryOptions())
  // Good news goes by itself; the address is free of it, so that it is not told again.
  useEffect(() => {
    if (line !== 'linked') return
    notifications.show({ id: 'line-linked', message: t('easyLogin.outcome.linked') })
    onRead()
  }, [line, onRead, t])
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return (
    <>
      <PageHead title={t('nav.account')}>
        {member.name} · {member.login}
      </PageHead>
      {line && line !== 'linked' && <Notice text={t(`easyLogin.outcome.${line}`)} action={t('common.close')} onAction={onRead} />}
      <div className={classes.columns}>
        <div className={classes.column}>
          <OwnProfile />
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
              <OwnTwoStep twoStep={query.data.twoStep} hasPasskeys={query.data.passkeys.length > 0} easy={easy} zone={timeZone} />
              {(query.data.mayAddPasskey || query.data.passkeys.length > 0) && <OwnPasskeys {...passkeysOf(query.data)} zone={timeZone} />}
              {easy && hasEasyLogin(easy) && <OwnEasyLogin easy={easy} zone={timeZone} />}
            </>
          )}
          {companies.length > 0 && <OwnTokens companies={companies} zone={timeZone} />}
        </div>
        <div className={classes.column}>
          <OwnNotices zone={timeZone} />
          <OwnFiles zone={timeZone} />
          <OwnApps zone={timeZone} />
          <OwnConnections zone={timeZone} />
        </div>
      </div>
    </>
  )
}
