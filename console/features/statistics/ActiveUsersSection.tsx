import { lazy, Suspense, useId, useState } from 'react'
import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ActiveUsers, Section } from '@muster/contract'
import { formatPeriod } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { Card } from '../../ui/Card.tsx'
import { sectionDays } from './activeUsers.days.ts'
import { appliedPeriod, type Periods } from './activeUsers.query.ts'
import { ActiveUsersFigure } from './ActiveUsersFigure.tsx'
import { ActiveUsersTable } from './ActiveUsersTable.tsx'
import { DownloadButton } from './DownloadButton.tsx'
import { PeriodPicker } from './PeriodPicker.tsx'
import { SectionLegend } from './SectionLegend.tsx'
import classes from './ActiveUsersSection.module.css'

/** The chart comes in a chunk of its own, loaded only where it is shown. */
const ActiveUsersChart = lazy(async () => ({ default: (await import('./ActiveUsersChart.tsx')).ActiveUsersChart }))

type SectionProps = {
  section: Section
  data: ActiveUsers
  periods: Periods
  /** What is shown belongs to the period before. */
  busy: boolean
  fetching: boolean
  onView: (period: string) => void
}

/** AU-4: a section has its own View and Download; its numbers are reachable as a chart and as a table. */
export function ActiveUsersSection({ section, data, periods, busy, fetching, onView }: SectionProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const id = useId()
  const [asTable, setAsTable] = useState(false)
  const [withSignedIn, setWithSignedIn] = useState(false)
  const { period } = data[section]
  const days = sectionDays(data, section)
  const applied = appliedPeriod(periods, section)
  const title = t(`activeUsers.${section}.title`)
  const shown = {
    section,
    days,
    withSignedIn: withSignedIn && section === 'active',
    label: `${title}, ${formatPeriod(period.from, period.to, locale)}`,
  }

  return (
    <Card
      id={id}
      title={title}
      busy={busy}
      tools={
        <>
          <PeriodPicker applied={applied} shown={period} range={data.range} today={data.today} fetching={fetching} onView={onView} />
          <DownloadButton company={data.company.id} section={section} period={applied} />
        </>
      }
    >
      <ActiveUsersFigure section={section} data={data} days={days} />
      <SectionLegend
        section={section}
        days={days}
        withSignedIn={withSignedIn}
        onSignedIn={section === 'active' ? setWithSignedIn : undefined}
        asTable={asTable}
        onTable={setAsTable}
      />
      <div className={classes.view}>
        <Suspense fallback={<Skeleton height={264} />}>
          {asTable ? <ActiveUsersTable {...shown} /> : <ActiveUsersChart {...shown} />}
        </Suspense>
      </div>
    </Card>
  )
}
