import { IconCopy, IconDeviceTv, IconKey, IconPencil, IconRobot, IconTrash, IconWorld, type Icon } from '@tabler/icons-react'
import { ActionIcon, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Tooltip.layer.css'
import type { App } from '@muster/contract'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AskedApp } from './AppsPage.tsx'
import classes from './Apps.module.css'
import items from '../../ui/ItemList.module.css'

const icons: Record<App['kind'], Icon> = { web: IconWorld, device: IconDeviceTv, service: IconRobot }

type LineProps = { app: App; zone: string; mayChange: boolean; onAsk: (asked: AskedApp) => void }

/** One registered app: what it is, its client ID, who is in it, and how telling it of sign-outs goes. */
export function AppLine({ app, zone, mayChange, onAsk }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const Sign = icons[app.kind]
  const signedIn = t('apps.connections', { count: app.connections, figure: formatCount(app.connections, locale) })
  const facts = [
    app.kind !== 'service' && (app.connections > 0 ? signedIn : t('apps.nobody')),
    app.secretSetAt && t('apps.secretSet', { date: formatInstant(app.secretSetAt, zone, locale) }),
    ...app.scopes.map((scope) => t(`apps.scope.${scope}`)),
  ].filter(Boolean)
  return (
    <li className={`${items.item} ${classes.app}`}>
      <Sign size={20} stroke={1.5} aria-hidden className={items.icon ?? ''} />
      <div className={`${items.what} ${classes.what}`}>
        <h3 className={items.name}>
          {app.name} <span className={classes.kind}>{t(`apps.kind.${app.kind}`)}</span>
        </h3>
        <p className={items.line}>{facts.join(' · ')}</p>
        {app.redirectUris.length > 0 && <p className={items.line}>{app.redirectUris.join(', ')}</p>}
        <ClientId app={app} />
        <Logouts app={app} zone={zone} />
      </div>
      {mayChange && <Tools app={app} onAsk={onAsk} />}
    </li>
  )
}

function ClientId({ app: { id, name } }: { app: App }) {
  const { t } = useTranslation()
  const copy = () => void navigator.clipboard.writeText(id).then(() => notifications.show({ message: t('apps.copied') }))
  return (
    <p className={items.line}>
      {t('apps.id')}:{' '}
      <span className={classes.id}>
        {id}{' '}
        <ActionIcon variant="subtle" color="gray" size={24} onClick={copy} aria-label={t('apps.copyId', { name })}>
          <IconCopy size={15} stroke={1.75} />
        </ActionIcon>
      </span>
    </p>
  )
}

/** RE-3: what became of telling it that members were signed out. */
function Logouts({ app: { logouts }, zone }: { app: App; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!logouts) return null
  const { waiting, delivered, givenUp, lastFailure } = logouts
  const counts = [
    t('apps.logouts', { delivered: formatCount(delivered, locale) }),
    waiting > 0 && t('apps.waiting', { count: waiting }),
    givenUp > 0 && t('apps.givenUp', { count: givenUp }),
  ].filter(Boolean)
  const isBad = waiting + givenUp > 0
  return (
    <>
      <p className={items.line} data-bad={givenUp > 0 || undefined}>
        {counts.join(' · ')}
      </p>
      {isBad && lastFailure && (
        <p className={items.line}>
          {t('apps.lastFailure', {
            at: formatInstant(lastFailure.at, zone, locale),
            reason: t(`apps.failure.${lastFailure.reason}`, { status: lastFailure.status }),
          })}
        </p>
      )}
    </>
  )
}

function Tools({ app, onAsk }: Pick<LineProps, 'app' | 'onAsk'>) {
  const { t } = useTranslation()
  const tools = [
    { kind: 'edit', label: t('apps.edit', { name: app.name }), Sign: IconPencil },
    ...(app.secretSetAt ? [{ kind: 'renew', label: t('apps.renew', { name: app.name }), Sign: IconKey } as const] : []),
    { kind: 'delete', label: t('apps.delete', { name: app.name }), Sign: IconTrash },
  ] as const
  return (
    <div className={classes.tools}>
      {tools.map(({ kind, label, Sign }) => (
        <Tooltip key={kind} label={label}>
          <ActionIcon variant="subtle" color="gray" size={36} onClick={() => onAsk({ kind, app })} aria-label={label}>
            <Sign size={17} stroke={1.75} />
          </ActionIcon>
        </Tooltip>
      ))}
    </div>
  )
}
