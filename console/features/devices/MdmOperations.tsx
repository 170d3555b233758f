import { lazy, Suspense, useState } from 'react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Operation } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { OperationItem } from '../../lib/OperationItem.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import classes from './Mdm.module.css'

const OperationCancel = lazy(async () => ({ default: (await import('../../lib/OperationCancel.tsx')).OperationCancel }))

/** DS-11: the company’s operations, the latest first, also those on devices whose member is gone. */
export function MdmOperations({ company, mayManage }: { company: AdministeredCompany; mayManage: boolean }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [cancelling, setCancelling] = useState<Operation | null>(null)
  const query = useInfiniteQuery(
    api.operations.list.infiniteOptions({
      input: (cursor: string | null) => ({
        company: company.id,
        ...(open && { open: 'true' as const }),
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Card
      id="mdm-operations"
      title={t('operation.title')}
      busy={query.isFetching}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t('operation.filter')}
          value={open ? 'open' : 'all'}
          onChange={(value) => setOpen(value === 'open')}
          data={(['all', 'open'] as const).map((value) => ({ value, label: t(`operation.${value}`) }))}
        />
      }
    >
      {query.isPending && <Skeleton height={120} role="status" aria-label={t('common.loading')} />}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className={classes.empty}>{t(open ? 'operation.noneOpen' : 'operation.noneYet')}</p>}
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
