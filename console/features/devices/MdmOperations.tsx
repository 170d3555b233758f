import { lazy, Suspense, useState } from 'react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { overdueDays, type Operation } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { OperationItem } from '../../lib/OperationItem.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import classes from './Mdm.module.css'

const OperationCancel = lazy(async () => ({ default: (await import('../../lib/OperationCancel.tsx')).OperationCancel }))

const operationFilters = ['all', 'open', 'overdue'] as const
type OperationFilter = (typeof operationFilters)[number]
export type ShownOperations = { shown: OperationFilter; onShown: (shown: OperationFilter) => void }
type OperationsProps = { company: AdministeredCompany; mayManage: boolean } & ShownOperations
const empty = { all: 'operation.noneYet', open: 'operation.noneOpen', overdue: 'operation.noneOverdue' } as const

/** DS-11: the company’s operations, the latest first, also those on devices whose member is gone. */
export function MdmOperations({ company, mayManage, shown, onShown }: OperationsProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [cancelling, setCancelling] = useState<Operation | null>(null)
  const query = useInfiniteQuery(
    api.operations.list.infiniteOptions({
      input: (cursor: string | null) => ({
        company: company.id,
        ...(shown !== 'all' && { [shown]: 'true' as const }),
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages[0]?.total ?? 0
  return (
    <Card
      id="mdm-operations"
      title={t('operation.title')}
      busy={query.isFetching}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('operation.filter')}
          value={shown}
          onChange={(value) => onShown(operationFilters.find((one) => one === value) ?? 'all')}
          data={operationFilters.map((value) => ({ value, label: t(`operation.${value}`) }))}
        />
      }
    >
      {query.isPending && <Skeleton height={120} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className={classes.empty}>{t(empty[shown], { days: overdueDays })}</p>}
      {items.length > 0 && <p className={classes.total}>{t('operation.total', { count: total, figure: formatCount(total, locale) })}</p>}
      {items.length > 0 && (
        <ul className={classes.list}>
          {items.map((operation) => (
            <OperationItem
              key={operation.id}
              operation={operation}
              zone={company.zone}
              withDevice
              onCancel={mayManage ? setCancelling : undefined}
            />
          ))}
        </ul>
      )}
      {query.hasNextPage && (
        <div className={classes.foot}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('connections.more')}
          </Button>
        </div>
      )}
      <Suspense>
        {cancelling && <OperationCancel company={company.id} operation={cancelling} onClose={() => setCancelling(null)} />}
      </Suspense>
    </Card>
  )
}
