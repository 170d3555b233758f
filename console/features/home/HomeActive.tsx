import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ActiveUsers } from '@muster/contract'
import { formatCount, formatDate } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { Card } from '../../ui/Card.tsx'
import { Sparkline } from '../../ui/Sparkline.tsx'
import { activeQuery } from './home.query.ts'
import classes from './Home.module.css'

/** AU-2: members active in the last 30 days, and each day's count as a small curve. */
export function HomeActive({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const query = useQuery(activeQuery(company.id))
  return (
    <Card
      id="home-active"
      title={t('home.active.title')}
      tools={
        <Link to={pages.activeUsers} search={{ company: company.id }} className={classes.open ?? ''}>
          {t('home.active.open')}
        </Link>
      }
    >
      {query.isPending && <Skeleton height={132} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Figure data={query.data} />}
    </Card>
  )
}

function Figure({ data }: { data: ActiveUsers }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { period, series } = data.active
  const counts = series.active?.counts ?? []
  const most = Math.max(0, ...counts.map((count) => count ?? 0))
  const of = (count: number) => formatCount(count, locale)
  if (data.knownFrom === null) return <p className={classes.none}>{t('home.active.none')}</p>
  return (
    <>
      <div className={classes.figure}>{of(series.active?.distinct ?? 0)}</div>
      <div className={classes.note}>{t('home.active.label')}</div>
      <Sparkline
        values={counts}
        label={t('home.active.trend', { from: formatDate(period.from, locale), to: formatDate(period.to, locale), most: of(most) })}
      />
      <div className={classes.ends}>
        <span>{formatDate(period.from, locale)}</span>
        <span>{t('home.active.today', { figure: of(counts.at(-1) ?? 0) })}</span>
      </div>
    </>
  )
}
