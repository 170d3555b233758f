import { IconBroadcast, IconChevronRight, IconWebhook } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { eventTypes, type Webhook } from '@muster/contract'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { HealthBadge } from './HealthBadge.tsx'
import classes from './Integrations.module.css'
import items from '../../ui/ItemList.module.css'

const icons = { webhook: IconWebhook, shared_signals: IconBroadcast }

/** One endpoint in the list: what it is told, and how it fares. It opens what was sent to it. */
export function WebhookLine({ webhook, zone, onOpen }: { webhook: Webhook; zone: string; onOpen: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { name, kind, url, types, waiting, dead, lastDeliveredAt } = webhook
  const Sign = icons[kind]
  const facts = [
    t(`integrations.kind.${kind}`),
    types.length === eventTypes.length ? t('integrations.all') : t('integrations.chosen', { count: types.length }),
    lastDeliveredAt && t('integrations.lastDelivered', { at: formatInstant(lastDeliveredAt, zone, locale) }),
    waiting > 0 && t('integrations.waitingCount', { count: waiting, figure: formatCount(waiting, locale) }),
  ].filter(Boolean)
  return (
    <li className={`${items.item} ${classes.webhook}`}>
      <Sign size={20} stroke={1.5} aria-hidden className={items.icon} />
      <div className={items.what}>
        <h3 className={items.name}>
          <button type="button" className={classes.open} onClick={onOpen}>
            {name}
          </button>
          <HealthBadge webhook={webhook} />
        </h3>
        <p className={items.line}>{facts.join(' · ')}</p>
        <p className={items.line}>{url}</p>
        <Trouble webhook={webhook} zone={zone} />
        {dead > 0 && (
          <p className={items.line} data-bad>
            {t('integrations.deadCount', { count: dead, figure: formatCount(dead, locale) })}
          </p>
        )}
      </div>
      <IconChevronRight size={18} stroke={1.75} aria-hidden className={items.icon} />
    </li>
  )
}

/** Why nothing arrives at an endpoint, while nothing does. */
export function Trouble({
  webhook: { pausedAt, goneAt, quietUntil, failingSince, lastFailure },
  zone,
}: {
  webhook: Webhook
  zone: string
}) {
  const { t } = useTranslation()
  const locale = useLocale()
  const at = (instant: string) => formatInstant(instant, zone, locale)
  if (goneAt)
    return (
      <p className={items.line} data-bad>
        {t('integrations.goneSince', { at: at(goneAt) })}
      </p>
    )
  if (pausedAt) return <p className={items.line}>{t('integrations.pausedSince', { at: at(pausedAt) })}</p>
  if (!failingSince || !lastFailure) return null
  const reason = t(`integrations.failure.${lastFailure.reason}`, { status: lastFailure.status })
  return (
    <p className={items.line} data-bad>
      {t('integrations.failingSince', { at: at(failingSince), reason })}{' '}
      {quietUntil && t('integrations.quietUntil', { at: at(quietUntil) })}
    </p>
  )
}
