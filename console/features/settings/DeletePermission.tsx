import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { ServicePermission } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** A template that is nobody's is deleted. */
export function DeletePermission({
  company,
  permission,
  onClose,
}: {
  company: string
  permission: ServicePermission
  onClose: () => void
}) {
  const { t } = useTranslation()
  const { id, name } = permission
  const { send, pending } = useAct({
    act: api.permissions.remove.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('permissions.deleted', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('permissions.deleteOf', { name })}
      points={[{ text: t('permissions.deleteNote'), lost: true }]}
      confirm={t('permissions.deleteNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, permission: id })}
      onClose={onClose}
    />
  )
}
