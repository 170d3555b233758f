import { useState } from 'react'
import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { appScopes, type AllowedApp } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import classes from './OwnApps.module.css'

/** SX-1: the apps that one has allowed, and taking it back. */
export function OwnApps({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<AllowedApp | null>(null)
  const query = useQuery(api.apps.listOwn.queryOptions())
  const items = query.data?.items
  return (
    <Card id="own-apps" title={t('account.apps.title')}>
      {query.isPending && <Skeleton height={60} role="status" aria-label={t('common.loading')} />}
      {query.isError && !items && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {items && <p className={classes.note}>{t(items.length === 0 ? 'account.apps.empty' : 'account.apps.lead')}</p>}
      {items && items.length > 0 && (
        <ul className={classes.list}>
          {items.map((app) => (
            <AppLine key={app.id} app={app} zone={zone} onRemove={() => setAsked(app)} />
          ))}
        </ul>
      )}
      {asked && <RemoveAccess app={asked} onClose={() => setAsked(null)} />}
    </Card>
  )
}

const isScope = (scope: string) => [...appScopes, 'openid' as const].find((one) => one === scope)

function AppLine({ app, zone, onRemove }: { app: AllowedApp; zone: string; onRemove: () => void }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const allowed = ['openid', ...appScopes].flatMap((scope) => (app.scopes.includes(scope) ? (isScope(scope) ?? []) : []))
  return (
    <li className={classes.app}>
      <div className={classes.what}>
        <div className={classes.name}>{app.name}</div>
        <div className={classes.detail}>{allowed.map((scope) => t(`account.apps.scope.${scope}`)).join(' · ')}</div>
        <div className={classes.detail}>{t('account.apps.since', { at: formatInstant(app.allowedAt, zone, locale) })}</div>
      </div>
      <Button variant="default" size="xs" onClick={onRemove} aria-label={t('account.apps.removeOf', { name: app.name })}>
        {t('account.apps.remove')}
      </Button>
    </li>
  )
}

function RemoveAccess({ app: { id, name }, onClose }: { app: AllowedApp; onClose: () => void }) {
  const { t } = useTranslation()
  const { send, pending } = useAct({
    act: api.apps.removeOwn.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('account.apps.removed', { name }) })
    },
  })
  return (
    <ConfirmDialog
      title={t('account.apps.ask', { name })}
      points={[{ text: t('account.apps.ends'), lost: true }, { text: t('account.apps.keeps') }, { text: t('account.apps.again') }]}
      confirm={t('account.apps.remove')}
      danger
      pending={pending}
      onConfirm={() => send({ app: id })}
      onClose={onClose}
    />
  )
}
