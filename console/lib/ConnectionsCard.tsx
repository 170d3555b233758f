import type { ReactNode } from 'react'
import { IconDeviceDesktop, IconDeviceMobile, IconWorld } from '@tabler/icons-react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Connection } from '@muster/contract'
import { Card } from '../ui/Card.tsx'
import { useConnectionTexts } from './connectionTexts.ts'
import { formatInstant } from './days.ts'
import { useLocale } from './locale.ts'
import { ProblemPanel } from './ProblemPanel.tsx'
import classes from './ConnectionsCard.module.css'

export type ConnectionKind = 'all' | 'app' | 'web'
type Listed = { items: Connection[]; next: string | null; total: number }

type CardProps = {
  id: string
  query: UseInfiniteQueryResult<InfiniteData<Listed>>
  kind: ConnectionKind
  onKind: (kind: ConnectionKind) => void
  /** Times are of this zone. */
  zone: string
  /** Without it nobody is logged out from here. */
  onLogOut?: ((connection: Connection) => void) | undefined
  /** Beside what is shown: logging out of several at once. */
  tools?: ReactNode
}

/** MB-11: a member's connections of the last 90 days, page by page, with where they came from. */
export function ConnectionsCard({ id, query, kind, onKind, zone, onLogOut, tools }: CardProps) {
  const { t } = useTranslation()
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages.at(-1)?.total ?? 0
  return (
    <Card
      id={id}
      title={t('connections.title')}
      busy={query.isFetching}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('connections.filter')}
          value={kind}
          onChange={(chosen) => onKind(chosen as ConnectionKind)}
          data={(['all', 'app', 'web'] as const).map((value) => ({ value, label: t(`connections.${value}`) }))}
        />
      }
    >
      <p className={classes.lead}>{t('connections.lead')}</p>
      {query.isPending && <Skeleton height={140} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <p className={classes.empty}>{t(kind === 'all' ? 'connections.empty' : 'connections.emptyKind')}</p>
      )}
      {items.length > 0 && (
        <>
          <ul className={classes.list}>
            {items.map((connection) => (
              <ConnectionRow
                key={connection.id}
                connection={connection}
                zone={zone}
                {...(onLogOut && { onLogOut: () => onLogOut(connection) })}
              />
            ))}
          </ul>
          <div className={classes.foot}>
            <span className={classes.count}>
              {t('connections.shown', { shown: items.length, total })}
              {' · '}
              <a href="https://db-ip.com" target="_blank" rel="noreferrer">
                {t('connections.attribution')}
              </a>
            </span>
            {query.hasNextPage && (
              <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('connections.more')}
              </Button>
            )}
            {tools}
          </div>
        </>
      )}
    </Card>
  )
}

const icons = {
  mobile: IconDeviceMobile,
  drive_mobile: IconDeviceMobile,
  pc: IconDeviceDesktop,
  drive_explorer: IconDeviceDesktop,
  web: IconWorld,
}

type RowProps = { connection: Connection; zone: string; onLogOut?: () => void }

function ConnectionRow({ connection, zone, onLogOut }: RowProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { client, environment, place, state } = useConnectionTexts(connection, zone)
  const Icon = icons[connection.surface]
  const startedAt = formatInstant(connection.startedAt, zone, locale)
  return (
    <li className={classes.connection} data-ended={connection.ended ? true : undefined}>
      <Icon size={20} stroke={1.5} aria-hidden className={classes.icon} />
      <div className={classes.what}>
        <div className={classes.name}>
          {client} <span className={classes.state}>{state}</span>
        </div>
        {environment && <div className={classes.detail}>{environment}</div>}
        <div className={classes.detail}>
          <time dateTime={connection.startedAt}>{startedAt}</time>
          {' · '}
          {connection.secondStep ? t(`connections.secondStep.${connection.secondStep}`) : t(`connections.method.${connection.method}`)}
          {' · '}
          {place}
        </div>
      </div>
      {onLogOut && !connection.ended && !connection.isOwn && (
        <Button variant="default" size="xs" onClick={onLogOut} aria-label={t('connections.logOutOf', { client, at: startedAt })}>
          {t('connections.logOut')}
        </Button>
      )}
    </li>
  )
}
