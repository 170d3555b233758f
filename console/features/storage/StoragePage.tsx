import { IconServerOff } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { storageSteps, type CompanyStorage } from '@muster/contract'
import { formatCount, formatPercents } from '../../lib/days.ts'
import { ListFileButton } from '../../lib/ListFile.tsx'
import { ListFrame } from '../../lib/ListFrame.tsx'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { ListTotal } from '../../ui/ListTotal.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { askForFile, kindOfSearch, listQuery, totalsQuery } from './storage.query.ts'
import type { StorageSearch } from './storage.search.ts'
import { StorageFilters } from './StorageFilters.tsx'
import { StorageList } from './StorageList.tsx'
import { StorageTabs } from './StorageTabs.tsx'
import { StorageTotal } from './StorageTotal.tsx'
import classes from './Storage.module.css'

export type PageProps = {
  company: AdministeredCompany
  search: StorageSearch
  onSearch: (search: StorageSearch) => void
}

/** Statistics › Storage (MB-9): how full the company's Drive and Mail are, since when, and who uses the most. */
export function StoragePage(props: PageProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const query = useQuery(totalsQuery(props.company.id))
  const totals = query.data?.items
  const again = () => void query.refetch()
  return (
    <>
      <PageHead title={t('nav.storage')}>{t('storage.lead', { steps: formatPercents(storageSteps, locale) })}</PageHead>
      {query.isPending && <Skeleton height={208} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !totals && <ProblemPanel error={query.error} onRetry={again} />}
      {query.isError && totals && <Notice text={t('list.stale')} action={t('common.retry')} onAction={again} />}
      {totals && (totals.every(isUnknown) ? <NothingReported company={props.company} /> : <Reported {...props} totals={totals} />)}
    </>
  )
}

/** What no service has reported is unknown, not nothing. */
const isUnknown = ({ reportedAt, limit }: CompanyStorage) => reportedAt === null && limit === null

function NothingReported({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  return (
    <StatePanel
      icon={<IconServerOff size={24} stroke={1.75} />}
      title={t('storage.nothing')}
      actions={
        company.permissions.settings && (
          <Button variant="default" renderRoot={(props) => <Link {...props} to={pages.apps} search={{ company: company.id }} />}>
            {t('storage.toApps')}
          </Button>
        )
      }
    >
      <p>{t('storage.nothingText')}</p>
      <p>
        <code>PUT /service/v1/storage</code>
      </p>
    </StatePanel>
  )
}

function Reported({ totals, ...props }: PageProps & { totals: readonly CompanyStorage[] }) {
  const { company, search, onSearch } = props
  // An address may name a kind that the plan does not show (any more).
  const total = totals.find(({ kind }) => kind === kindOfSearch(search)) ?? totals[0]
  if (!total) return null
  return (
    <>
      <div className={classes.totals}>
        {totals.map((one) => (
          <StorageTotal key={one.kind} company={company} total={one} />
        ))}
      </div>
      {totals.length > 1 && <StorageTabs company={company.id} kinds={totals.map(({ kind }) => kind)} kind={total.kind} />}
      <ListCard company={company} search={{ ...search, kind: total.kind }} onSearch={onSearch} total={total} />
    </>
  )
}

function ListCard({ company, search, onSearch, total }: PageProps & { total: CompanyStorage }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const query = useQuery(listQuery(company.id, search))
  return (
    <ListFrame
      query={query}
      filters={<StorageFilters search={search} filled={total.filled} onFilled={(filled) => onSearch({ ...search, filled, cursor: '' })} />}
      renderBar={(list) => (
        <>
          <ListTotal text={t('storage.total', { count: list.total, figure: formatCount(list.total, locale) })} />
          <ListFileButton count={list.total} ask={() => askForFile(company.id, search)} />
        </>
      )}
    >
      {(list) => <StorageList company={company} search={search} list={list} onSearch={onSearch} />}
    </ListFrame>
  )
}
