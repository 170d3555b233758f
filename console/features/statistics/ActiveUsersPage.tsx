import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { sections, type ActiveUsers, type Section } from '@muster/contract'
import { formatDay, formatInstant, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { ActiveUsersSection } from './ActiveUsersSection.tsx'
import { ActiveUsersSkeleton } from './ActiveUsersSkeleton.tsx'
import { ActiveUsersProblem, NoUseYet } from './ActiveUsersStates.tsx'
import { activeUsersQuery, onlyPresets, type Periods } from './activeUsers.query.ts'
import classes from './ActiveUsersPage.module.css'

type PageProps = { company: AdministeredCompany; periods: Periods; onPeriods: (periods: Periods) => void }

/** Statistics › Active users (AU-1 … AU-5). */
export function ActiveUsersPage({ company, periods, onPeriods }: PageProps) {
  const { t } = useTranslation()
  const query = useQuery({
    ...activeUsersQuery(company.id, periods),
    placeholderData: (before) => (before?.company.id === company.id ? before : undefined),
  })
  const view = (section: Section, period: string) => {
    if (periods[section] === period) void query.refetch({ cancelRefetch: false })
    else onPeriods({ ...periods, [section]: period })
  }

  return (
    <>
      <PageHead title={t('nav.activeUsers')} aside={query.data && <CompanyDay data={query.data} />}>
        {t('activeUsers.definition')}
        {company.teamId !== null && ` ${t('activeUsers.wholeCompany')}`}
      </PageHead>
      {query.isPending && <ActiveUsersSkeleton />}
      {query.isError && !query.data && (
        <ActiveUsersProblem error={query.error} onRetry={() => void query.refetch()} onReset={() => onPeriods(onlyPresets(periods))} />
      )}
      {query.isError && query.data && <StaleNotice data={query.data} onRetry={() => void query.refetch()} />}
      {query.data?.knownFrom === null && <NoUseYet />}
      {query.data && query.data.knownFrom !== null && (
        <div className={classes.sections}>
          {sections.map((section) => (
            <ActiveUsersSection
              key={section}
              section={section}
              data={query.data}
              periods={periods}
              busy={query.isPlaceholderData}
              fetching={query.isFetching}
              onView={(period) => view(section, period)}
            />
          ))}
        </div>
      )}
    </>
  )
}

/** T-1: whose midnight the days end at, and that today is not over (AU-7). */
function CompanyDay({ data }: { data: ActiveUsers }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <>
      <div>{t('activeUsers.zone', { zone: data.zone, offset: zoneOffset(data.zone, data.generatedAt) })}</div>
      <div>{t('activeUsers.today', { day: formatDay(data.today, locale) })}</div>
    </>
  )
}

function StaleNotice({ data, onRetry }: { data: ActiveUsers; onRetry: () => void }) {
  const { t } = useTranslation()
  const at = formatInstant(data.generatedAt, data.zone, useLocale())
  return <Notice text={t('activeUsers.stale', { at })} action={t('common.retry')} onAction={onRetry} />
}
