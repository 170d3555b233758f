import { useState } from 'react'
import { IconEyeOff, IconHistoryOff } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AuditFilter } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount, zoneOffset } from '../../lib/days.ts'
import { ListFileButton } from '../../lib/ListFile.tsx'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { useProblemLine } from '../../lib/useAct.ts'
import { auditQuery, daysInOrder, type AuditSearch } from './audit.query.ts'
import { AuditFilters } from './AuditFilters.tsx'
import { AuditTable } from './AuditTable.tsx'
import classes from './AuditPage.module.css'

type PageProps = { company: AdministeredCompany; search: AuditSearch; onSearch: (search: AuditSearch) => void }

/** The audit log (P-4): who did what, on whom, from where. */
export function AuditPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const query = useInfiniteQuery({ ...auditQuery(company.id, search), enabled: daysInOrder(search) })
  const events = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHead title={t('nav.audit')} aside={<Clock zone={company.zone} />}>
        {t('audit.lead')}
      </PageHead>
      {!company.seesNames && (
        <p className={classes.hidden}>
          <IconEyeOff size={17} stroke={1.75} aria-hidden />
          {t('audit.noNames')}
        </p>
      )}
      <AuditFilters company={company} search={search} events={events} onSearch={onSearch} />
      {query.isError && query.data && (
        <Notice text={line(problemOf(query.error))} action={t('common.retry')} onAction={() => void query.refetch()} />
      )}
      {query.isError && !query.data && (
        <AuditProblem error={query.error} onRetry={() => void query.refetch()} onClear={() => onSearch({})} />
      )}
      {query.isPending && daysInOrder(search) && <AuditSkeleton />}
      {query.data && events.length === 0 && <NoEvents filtered={Object.keys(search).length > 0} onClear={() => onSearch({})} />}
      {query.data && events.length > 0 && (
        <section className={classes.log} aria-label={t('nav.audit')} aria-busy={query.isPlaceholderData}>
          <div className={classes.bar}>
            <Total page={query.data.pages[0]} />
            <Download company={company.id} search={search} page={query.data.pages[0]} />
          </div>
          <AuditTable company={company} events={events} onOnly={(only) => onSearch({ ...search, ...only })} />
          {query.hasNextPage && (
            <div className={classes.more}>
              <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {t('audit.more')}
              </Button>
            </div>
          )}
        </section>
      )}
    </>
  )
}

/** T-1: whose clock the times are by. */
function Clock({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const [now] = useState(() => new Date().toISOString())
  return <div>{t('audit.zone', { zone, offset: zoneOffset(zone, now) })}</div>
}

type CountedPage = { total: number; totalIsExact: boolean }

function Total({ page }: { page: CountedPage | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!page) return null
  const figure = formatCount(page.total, locale)
  return (
    <p className={classes.total}>
      {page.totalIsExact ? t('audit.count', { count: page.total, figure }) : t('audit.countMore', { figure })}
    </p>
  )
}

/** DS-8: the log as filtered. */
function Download({ company, search, page }: Pick<PageProps, 'search'> & { company: string; page: CountedPage | undefined }) {
  return (
    <ListFileButton
      count={page?.total}
      atLeast={page?.totalIsExact === false}
      ask={() => api.exports.audit.call({ company, filter: search as AuditFilter })}
    />
  )
}

function NoEvents({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation()
  return (
    <StatePanel
      icon={<IconHistoryOff size={24} stroke={1.75} />}
      title={t('audit.empty.title')}
      actions={filtered && <Button onClick={onClear}>{t('audit.filter.clear')}</Button>}
    >
      {filtered && <p>{t('audit.empty.text')}</p>}
    </StatePanel>
  )
}

type ProblemProps = { error: unknown; onRetry: () => void; onClear: () => void }

/** Filters typed into the URL that the server refuses have a way back; all else is shown as everywhere. */
function AuditProblem({ error, onRetry, onClear }: ProblemProps) {
  const { t } = useTranslation()
  if (!['input_invalid', 'names_hidden'].includes(problemOf(error).code)) return <ProblemPanel error={error} onRetry={onRetry} />
  return (
    <StatePanel
      alert
      icon={<IconHistoryOff size={24} stroke={1.75} />}
      title={t('audit.refused')}
      actions={<Button onClick={onClear}>{t('audit.filter.clear')}</Button>}
    />
  )
}

const skeletonRows = [0, 1, 2, 3, 4, 5, 6, 7]

function AuditSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.log} role="status" aria-label={t('common.loading')}>
      <div className={classes.skeleton}>
        {skeletonRows.map((row) => (
          <Skeleton key={row} height={36} />
        ))}
      </div>
    </div>
  )
}
