import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Operation } from '@muster/contract'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { api } from './api.ts'
import { useAct } from './useAct.ts'

/** DS-11: takes an operation back that the device has not got yet; the sessions that it ended do not return. */
export function OperationCancel({ company, operation, onClose }: { company: string; operation: Operation; onClose: () => void }) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.operations.cancel.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('operation.cancelled') })
    },
  })
  const { id, kind, device } = operation
  return (
    <ConfirmDialog
      title={t('operation.askCancel', { kind: t(`operation.kind.${kind}`), device: device.model })}
      points={[{ text: t('operation.point.keeps') }, { text: t('operation.point.noSessions') }]}
      confirm={t('operation.cancel')}
      cancel={t('operation.keep')}
      pending={pending}
      onConfirm={() => send({ company, device: device.id, operation: id })}
      onClose={onClose}
    />
  )
}
