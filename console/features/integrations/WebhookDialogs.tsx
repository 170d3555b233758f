import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import type { ShownSecret } from './IntegrationsPage.tsx'

type DialogProps = { company: string; webhook: Webhook; onClose: () => void }

/** An endpoint is deleted, after saying what is dropped with it. */
export function DeleteWebhook({ company, webhook: { id, name, waiting }, onClose, onGone }: DialogProps & { onGone: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { send, pending } = useAct({
    act: api.webhooks.remove.call,
    onDone: () => {
      onClose()
      onGone()
      notifications.show({ message: t('integrations.deleted', { name }) })
    },
  })
  const dropped = t('integrations.deletePoint.waiting', { count: waiting, figure: formatCount(waiting, locale) })
  return (
    <ConfirmDialog
      title={t('integrations.deleteOf', { name })}
      points={[
        { text: t('integrations.deletePoint.stops') },
        ...(waiting > 0 ? [{ text: dropped, lost: true }] : []),
        { text: t('integrations.deletePoint.log'), lost: true },
      ]}
      confirm={t('integrations.deleteNow')}
      danger
      pending={pending}
      onConfirm={() => send({ company, webhook: id })}
      onClose={onClose}
    />
  )
}

/** SX-3: another secret, which is shown once; the one before is good for a day. */
export function RenewWebhookSecret({
  company,
  webhook: { id, name },
  onClose,
  onSecret,
}: DialogProps & { onSecret: (shown: ShownSecret) => void }) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.webhooks.renewSecret.call,
    onDone: ({ secret }) => {
      onClose()
      onSecret({ name, secret })
    },
  })
  return (
    <ConfirmDialog
      title={t('integrations.renewOf', { name })}
      points={(['both', 'then', 'once'] as const).map((point) => ({ text: t(`integrations.renewPoint.${point}`) }))}
      confirm={t('integrations.renewNow')}
      pending={pending}
      onConfirm={() => send({ company, webhook: id })}
      onClose={onClose}
    />
  )
}

/** An endpoint is paused: what waits too long is not sent by itself. */
export function PauseWebhook({ company, webhook: { id, name }, onClose }: DialogProps) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.webhooks.pause.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('integrations.paused', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('integrations.pauseOf', { name })}
      points={[{ text: t('integrations.pausePoint.wait') }, { text: t('integrations.pausePoint.lost'), lost: true }]}
      confirm={t('integrations.pauseNow')}
      pending={pending}
      onConfirm={() => send({ company, webhook: id })}
      onClose={onClose}
    />
  )
}

/** Everything that was given up is sent again. */
export function ResendDead({ company, webhook: { id, dead }, onClose }: DialogProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { send, pending } = useAct({
    act: api.webhooks.resendDead.call,
    onDone: ({ resent }) => {
      onClose()
      notifications.show({ message: t('integrations.resent', { count: resent, figure: formatCount(resent, locale) }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('integrations.resendAllOf', { figure: formatCount(dead, locale) })}
      points={(['id', 'order'] as const).map((point) => ({ text: t(`integrations.resendPoint.${point}`) }))}
      confirm={t('integrations.resendNow')}
      pending={pending}
      onConfirm={() => send({ company, webhook: id })}
      onClose={onClose}
    />
  )
}
