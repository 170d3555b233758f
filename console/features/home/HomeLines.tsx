import { IconCheck, IconRefresh } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { HomeItem } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { HomeItemLink } from './HomeItemLink.tsx'
import { lineQuery } from './home.query.ts'
import classes from './Home.module.css'

type LinesProps = { company: AdministeredCompany; items: readonly HomeItem[] }

/** What there is to do, the most urgent first. What takes long to count comes by itself, in its place. */
export function HomeLines({ company, items }: LinesProps) {
  const { t } = useTranslation()
  const uncounted = items.filter(({ count }) => count === null)
  const counted = useQueries({ queries: uncounted.map(({ line }) => lineQuery(company.id, line)) })
  const failed = counted.filter(({ isError }) => isError)
  const shown = items.flatMap((item): (HomeItem | null)[] => {
    const own = counted[uncounted.indexOf(item)]
    if (own === undefined) return [item]
    return own.isPending ? [null] : (own.data?.items ?? [])
  })
  if (shown.length === 0 && failed.length === 0)
    return (
      <StatePanel icon={<IconCheck size={24} stroke={1.75} />} title={t('home.calm.title')}>
        <p>{t(seesLists(company) ? 'home.calm.text' : 'home.calm.blind')}</p>
      </StatePanel>
    )
  return (
    <Card id="home-lines" title={t('home.lines')}>
      <ul className={classes.lines} aria-busy={shown.includes(null)}>
        {shown.map((item, i) =>
          item ? (
            <li key={`${item.line} ${item.subject?.id}`}>
              <HomeItemLink company={company} item={item} />
            </li>
          ) : (
            <li key={i} className={classes.waiting} role="status" aria-label={t('home.counting')}>
              <Skeleton height={36} width={36} radius={10} />
              <Skeleton height={14} width="55%" />
            </li>
          ),
        )}
      </ul>
      {failed.length > 0 && (
        <div className={classes.failed} role="alert">
          <span>{t('home.uncounted')}</span>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} stroke={1.75} aria-hidden />}
            onClick={() => failed.forEach((one) => void one.refetch())}
          >
            {t('common.retry')}
          </Button>
        </div>
      )}
    </Card>
  )
}

/** Whether role and plan open any of the lists that lines lead to. */
function seesLists({ permissions, pages }: AdministeredCompany): boolean {
  const { members, devices, installation, settings, statistics } = permissions
  return Boolean(members || settings || statistics || (devices && pages.devices.open) || (installation && pages.installation.open))
}

export function HomeSkeleton() {
  const { t } = useTranslation()
  return <Skeleton height={320} radius={12} role="status" aria-label={t('common.loading')} />
}
