import { useState } from 'react'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { problemOf } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages, serverPaths } from '../../paths.ts'
import { DoorPage } from '../../lib/DoorPage.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { InvitationForm } from './InvitationForm.tsx'

/** MB-17, MB-19: the creation link: shows whose account it makes, and lets them choose a password. */
export function InvitationPage({ token }: { token: string }) {
  const { t } = useTranslation()
  const [login, setLogin] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  // The token is no part of a key that outlives the page.
  const opened = useQuery({
    ...api.registration.invitation.queryOptions({ input: { token } }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const ended = over || (opened.isError && ['invitation_over', 'input_invalid'].includes(problemOf(opened.error).code))
  return (
    <DoorPage>
      {login !== null ? (
        <Done login={login} />
      ) : ended ? (
        <Over />
      ) : opened.data ? (
        <InvitationForm token={token} of={opened.data} onDone={setLogin} onOver={() => setOver(true)} />
      ) : opened.isError ? (
        <ProblemPanel error={opened.error} onRetry={() => void opened.refetch()} />
      ) : (
        <Skeleton height={320} role="status" aria-label={t('common.loading')} />
      )}
    </DoorPage>
  )
}

function Done({ login }: { login: string }) {
  const { t } = useTranslation()
  return (
    <StatePanel
      level={1}
      icon={<IconCircleCheck size={24} stroke={1.75} />}
      title={t('invitation.done')}
      actions={
        <Button component="a" href={serverPaths.signIn(pages.home)}>
          {t('common.signIn')}
        </Button>
      }
    >
      <p>{t('invitation.doneText', { login })}</p>
    </StatePanel>
  )
}

/** Used, expired, replaced by a newer one, or never one at all: told alike. */
function Over() {
  const { t } = useTranslation()
  return (
    <StatePanel alert level={1} icon={<IconLinkOff size={24} stroke={1.75} />} title={t('invitation.over')}>
      <p>{t('error.invitation_over')}</p>
    </StatePanel>
  )
}
