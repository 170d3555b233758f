import { useState } from 'react'
import { IconRefresh } from '@tabler/icons-react'
import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import '@mantine/core/styles/SegmentedControl.layer.css'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deliveryStates, type DeliveryState, type Webhook } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { Notice } from '../../ui/Notice.tsx'
import { deliveriesQuery } from './integrations.query.ts'
import { DeliveryTable } from './DeliveryTable.tsx'
import { ResendDead } from './WebhookDialogs.tsx'
import classes from './Integrations.module.css'

type DeliveriesProps = {
  company: AdministeredCompany
  webhook: Webhook
  state: DeliveryState | undefined
  mayManage: boolean
  onState: (state: DeliveryState | undefined) => void
}

/** RE-3: what was sent to an endpoint and what waits. What moves is looked at again by itself. */
export function Deliveries({ company, webhook, state, mayManage, onState }: DeliveriesProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const [resending, setResending] = useState(false)
  const moving = webhook.waiting > 0 && !webhook.pausedAt
  const query = useInfiniteQuery(deliveriesQuery({ company: company.id, webhook: webhook.id, state }, moving))
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const [first] = query.data?.pages ?? []
  const figure = formatCount(first?.total ?? 0, locale)
  return (
    <Card
      id="deliveries"
      title={t('integrations.deliveries')}
      tools={
        <>
          {mayManage && webhook.dead > 0 && (
            <Button
              variant="default"
              size="xs"
              leftSection={<IconRefresh size={15} stroke={1.75} aria-hidden />}
              onClick={() => setResending(true)}
            >
              {t('integrations.resendAll')}
            </Button>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('integrations.filter')}
            value={state ?? ''}
            onChange={(value) => onState(deliveryStates.find((one) => one === value))}
            data={[
              { value: '', label: t('integrations.anyState') },
              ...deliveryStates.map((value) => ({ value, label: t(`integrations.state.${value}`) })),
            ]}
          />
        </>
      }
    >
      {query.isPending && <Skeleton height={160} role="status" aria-label={t('common.loading')} />}
      {query.isError && query.data && (
        <Notice text={line(problemOf(query.error))} action={t('common.retry')} onAction={() => void query.refetch()} />
      )}
      {query.isError && !query.data && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && items.length === 0 && <p className={classes.none}>{t(state ? 'integrations.noneSuch' : 'integrations.noneYet')}</p>}
      {items.length > 0 && (
        <>
          <p className={classes.note}>
            {first?.totalIsExact === false
              ? t('integrations.countMore', { figure })
              : t('integrations.count', { count: first?.total ?? 0, figure })}{' '}
            · {t('integrations.deliveriesNote')}
          </p>
          <DeliveryTable company={company} webhook={webhook} deliveries={items} mayManage={mayManage} />
        </>
      )}
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('integrations.more')}
          </Button>
        </div>
      )}
      {resending && <ResendDead company={company.id} webhook={webhook} onClose={() => setResending(false)} />}
    </Card>
  )
}
