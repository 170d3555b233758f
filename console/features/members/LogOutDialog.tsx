import { useTranslation } from 'react-i18next'
import type { Connection, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useConnectionTexts } from '../../lib/connectionTexts.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

type Props = { company: string; member: MemberDetail; onClose: () => void }

/** MB-11: says what logging out of one connection, or everywhere (null), will do. */
export function LogOutDialog({ connection, ...props }: Props & { connection: Connection | null }) {
  return connection ? <LogOutOfOne {...props} connection={connection} /> : <LogOutEverywhere {...props} />
}

function LogOutOfOne({ company, member, connection, onClose }: Props & { connection: Connection }) {
  const { t } = useTranslation()
  const { client } = useConnectionTexts(connection, 'UTC')
  const { send, pending } = useAct({
    act: () => api.connections.logOut.call({ company, member: member.id, connection: connection.id }),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={t('connections.askOne', { client })}
      points={[{ text: t('connections.oneAtOnce') }, { text: t('connections.oneOthers') }]}
      confirm={t('connections.logOut')}
      pending={pending}
      onConfirm={() => send(undefined)}
      onClose={onClose}
    />
  )
}

function LogOutEverywhere({ company, member, onClose }: Props) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: () => api.connections.logOutAll.call({ company, member: member.id }),
    onDone: onClose,
  })
  return (
    <ConfirmDialog
      title={t('connections.askAll', { name: member.profile.name })}
      points={[{ text: t('connections.allAtOnce') }, { text: t('connections.allBack') }]}
      confirm={t('connections.logOutAll')}
      danger
      pending={pending}
      onConfirm={() => send(undefined)}
      onClose={onClose}
    />
  )
}
