import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Administrator } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** P-3: takes a role away, saying what is lost. */
export function DismissDialog({ company, administrator, onClose }: { company: string; administrator: Administrator; onClose: () => void }) {
  const { t } = useTranslation()
  const { memberId, name } = administrator
  const { send, pending } = useAct({
    act: api.administration.dismiss.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('administrators.dismissed', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('administrators.dismissOf', { name })}
      points={[{ text: t('administrators.point.lost'), lost: true }, { text: t('administrators.point.account') }]}
      confirm={t('administrators.dismissNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, member: memberId })}
      onClose={onClose}
    />
  )
}
