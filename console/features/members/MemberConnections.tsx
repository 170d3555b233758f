import { lazy, Suspense, useState } from 'react'
import { IconDeviceDesktop, IconDeviceMobile, IconWorld } from '@tabler/icons-react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Connection, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { useConnectionTexts } from './connectionTexts.ts'
import classes from './MemberConnections.module.css'

const LogOutDialog = lazy(async () => ({ default: (await import('./LogOutDialog.tsx')).LogOutDialog }))

type Kind = 'all' | 'app' | 'web'

/** MB-11: where the member is or was signed in during the last 90 days, and signing out there. Times are the company's. */
export function MemberConnections({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<Kind>('all')
  const [asked, setAsked] = useState<Connection | 'all' | null>(null)
  const query = useInfiniteQuery(
    api.connections.list.infiniteOptions({
      input: (cursor: string | null) => ({
        company: company.id,
        member: member.id,
        ...(kind === 'all' ? {} : { kind }),
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages.at(-1)?.total ?? 0
  const mayLogOut = company.permissions.members === 'manage'
  return (
    <Card
      id="member-connections"
      title={t('member.connections.title')}
      busy={query.isFetching}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('member.connections.filter')}
          value={kind}
          onChange={(chosen) => setKind(chosen as Kind)}
          data={(['all', 'app', 'web'] as const).map((value) => ({ value, label: t(`member.connections.${value}`) }))}
        />
      }
    >
      <p className={classes.lead}>{t('member.connections.lead')}</p>
      {query.isPending && <Skeleton height={140} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && (
        <p className={classes.empty}>{t(kind === 'all' ? 'member.connections.empty' : 'member.connections.emptyKind')}</p>
      )}
      <ul className={classes.list}>
        {items.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            zone={company.zone}
            {...(mayLogOut && { onLogOut: () => setAsked(connection) })}
          />
        ))}
      </ul>
      {items.length > 0 && (
        <div className={classes.foot}>
          <span className={classes.count}>
            {t('member.connections.shown', { shown: items.length, total })}
            {' · '}
            <a href="https://db-ip.com" target="_blank" rel="noreferrer">
              {t('member.connections.attribution')}
            </a>
          </span>
          {query.hasNextPage && (
            <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {t('member.connections.more')}
            </Button>
          )}
          {mayLogOut && items.some((c) => !c.ended) && !items.some((c) => c.isOwn) && (
            <Button variant="default" size="xs" onClick={() => setAsked('all')}>
              {t('member.connections.logOutAll')}
            </Button>
          )}
        </div>
      )}
      <Suspense>
        {asked && (
          <LogOutDialog company={company.id} member={member} connection={asked === 'all' ? null : asked} onClose={() => setAsked(null)} />
        )}
      </Suspense>
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
        <div className={classes.detail}>{environment}</div>
        <div className={classes.detail}>
          <time dateTime={connection.startedAt}>{startedAt}</time>
          {' · '}
          {connection.secondStep
            ? t(`member.connections.secondStep.${connection.secondStep}`)
            : t(`member.connections.method.${connection.method}`)}
          {' · '}
          {place}
        </div>
      </div>
      {onLogOut && !connection.ended && !connection.isOwn && (
        <Button variant="default" size="xs" onClick={onLogOut} aria-label={t('member.connections.logOutOf', { client, at: startedAt })}>
          {t('member.connections.logOut')}
        </Button>
      )}
    </li>
  )
}
