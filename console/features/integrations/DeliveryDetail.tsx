import { IconRefresh } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Delivery, Webhook } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatMoment } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Fact, Facts } from '../../ui/Facts.tsx'
import classes from './Deliveries.module.css'

type DetailProps = { company: AdministeredCompany; webhook: Webhook; delivery: Delivery; mayManage: boolean; what: string }

/** One delivery: what became of it, what was answered, and what is sent. One that has ended can be sent again. */
export function DeliveryDetail({ company, webhook, delivery, mayManage, what }: DetailProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const resend = useAct({
    act: api.webhooks.resend.call,
    onDone: ({ resent }) => notifications.show({ message: t('integrations.resent', { count: resent, figure: String(resent) }) }),
  })
  const at = (instant: string | null) => instant && formatMoment(instant, company.zone, locale)
  const { id, state, attemptedAt, settledAt, failure, status, tookMs, reply } = delivery
  return (
    <div className={classes.detail}>
      <Facts>
        {state === 'waiting' && (
          <Fact label={t('integrations.state.waiting')}>
            <Next webhook={webhook} delivery={delivery} zone={company.zone} />
          </Fact>
        )}
        {failure && <Fact label={t('integrations.why')}>{t(`integrations.failure.${failure}`, { status })}</Fact>}
        {status !== null && <Fact label={t('integrations.answered')}>{t('integrations.answeredIn', { status, ms: tookMs })}</Fact>}
        <Fact label={t('integrations.lastAttempt')}>{at(attemptedAt)}</Fact>
        {settledAt && <Fact label={t('integrations.settled')}>{at(settledAt)}</Fact>}
        <Fact label={t('integrations.id')}>{id}</Fact>
      </Facts>
      {status !== null && <Text label={t('integrations.reply')} text={reply ?? t('integrations.noReply')} />}
      <Payload company={company} webhook={webhook.id} delivery={id} />
      {mayManage && state !== 'waiting' && (
        <Button
          variant="default"
          size="xs"
          className={classes.resend ?? ''}
          leftSection={<IconRefresh size={15} stroke={1.75} aria-hidden />}
          loading={resend.pending}
          aria-label={t('integrations.resendOf', { what, at: at(delivery.at) })}
          onClick={() => resend.send({ company: company.id, webhook: webhook.id, delivery: id })}
        >
          {t('integrations.resend')}
        </Button>
      )}
    </div>
  )
}

/** What a delivery that waits waits for. */
function Next({ webhook: { pausedAt }, delivery: { nextAt }, zone }: { webhook: Webhook; delivery: Delivery; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (pausedAt) return t('integrations.onPause')
  return nextAt ? t('integrations.next', { at: formatMoment(nextAt, zone, locale) }) : t('integrations.turn')
}

/** P-2: names stand in what is sent: a role without them does not see it. */
function Payload({ company, webhook, delivery }: { company: AdministeredCompany; webhook: string; delivery: string }) {
  const { t } = useTranslation()
  const query = useQuery({
    ...api.webhooks.delivery.queryOptions({ input: { company: company.id, webhook, delivery } }),
    enabled: company.seesNames,
  })
  if (!company.seesNames) return <p className={classes.quiet}>{t('integrations.noPayload')}</p>
  if (query.isPending) return <Skeleton height={120} role="status" aria-label={t('common.loading')} />
  if (query.isError) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  return <Text label={t('integrations.payload')} text={query.data.payload} />
}

/** A text of another program, as it is; scrolls by keyboard as well. */
function Text({ label, text }: { label: string; text: string }) {
  return (
    <figure className={classes.text}>
      <figcaption>{label}</figcaption>
      <pre tabIndex={0} aria-label={label} role="group">
        {text}
      </pre>
    </figure>
  )
}
