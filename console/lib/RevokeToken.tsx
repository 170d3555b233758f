import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { useAct } from './useAct.ts'

type RevokeProps = { name: string; revoke: () => Promise<{ revoked: boolean }>; onClose: () => void }

/** RE-1, SX-2: revokes an API token, saying that it ends at once and for good. */
export function RevokeToken({ name, revoke, onClose }: RevokeProps) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: (_: null) => revoke(),
    onDone: ({ revoked }) => {
      onClose()
      notifications.show({ message: t(revoked ? 'tokens.revoked' : 'tokens.endedBefore', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('tokens.ask', { name })}
      points={[{ text: t('tokens.stops'), lost: true }, { text: t('tokens.noReturn') }]}
      confirm={t('tokens.revoke')}
      danger
      pending={pending}
      onConfirm={() => send(null)}
      onClose={onClose}
    />
  )
}
