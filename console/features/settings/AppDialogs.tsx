import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { App } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import type { ShownAppSecret } from './AppsPage.tsx'

type DialogProps = { company: string; app: App; onClose: () => void; onSecret: (shown: ShownAppSecret) => void }

/** SX-2: an app is deleted, after saying what ends with it. */
export function DeleteApp({ company, app: { id, name, kind, connections }, onClose }: DialogProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { send, pending } = useAct({
    act: api.apps.remove.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('apps.deleted', { name }) })
    },
  })
  const ends = t('apps.deletePoint.ends', { count: connections, figure: formatCount(connections, locale) })
  return (
    <ConfirmDialog
      title={t('apps.deleteOf', { name })}
      points={[
        ...(connections > 0 ? [{ text: ends, lost: true }] : []),
        { text: t('apps.deletePoint.tokens'), lost: true },
        ...(kind === 'service' ? [] : [{ text: t('apps.deletePoint.consents'), lost: true }]),
      ]}
      confirm={t('apps.deleteNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, app: id })}
      onClose={onClose}
    />
  )
}

/** SX-3: another secret, which is shown once. */
export function RenewSecret({ company, app: { id, name, kind }, onClose, onSecret }: DialogProps) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.apps.renewSecret.call,
    onDone: ({ secret }) => {
      onClose()
      onSecret({ id, name, secret })
    },
  })
  return (
    <ConfirmDialog
      title={t('apps.renewOf', { name })}
      points={[
        { text: t('apps.renewPoint.stops'), lost: true },
        kind === 'service' ? { text: t('apps.renewPoint.tokens'), lost: true } : { text: t('apps.renewPoint.members') },
      ]}
      confirm={t('apps.renewNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, app: id })}
      onClose={onClose}
    />
  )
}
