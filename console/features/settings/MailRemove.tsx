import { useState } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { MailSettings } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** Back to the operator's server, or to none. */
export function MailRemove({ company, settings }: { company: string; settings: MailSettings }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const host = settings.own?.host ?? ''
  const { operatorFrom } = settings
  const { send, pending } = useAct({
    act: () => api.mail.remove.call({ company, revision: settings.revision }),
    onDone: () => {
      setAsking(false)
      notifications.show({ message: t('mailServer.removed', { host }) })
    },
  })
  const confirm = t(operatorFrom === null ? 'mailServer.removeNone' : 'mailServer.remove')
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {confirm}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('mailServer.removeOf', { host })}
          points={[
            operatorFrom === null
              ? { text: t('mailServer.removePoint.none'), lost: true }
              : { text: t('mailServer.removePoint.operator', { from: operatorFrom }) },
            { text: t('mailServer.removePoint.lost'), lost: true },
          ]}
          confirm={confirm}
          danger
          pending={pending}
          onConfirm={() => send(undefined)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
