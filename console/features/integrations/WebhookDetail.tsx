import { useState } from 'react'
import { IconArrowLeft, IconPlugConnectedX } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { eventTypes, type DeliveryState, type Webhook } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { Deliveries } from './Deliveries.tsx'
import { useEventTexts } from './eventTexts.ts'
import { HealthBadge } from './HealthBadge.tsx'
import type { ShownSecret } from './IntegrationsPage.tsx'
import { DeleteWebhook, PauseWebhook, RenewWebhookSecret } from './WebhookDialogs.tsx'
import { WebhookForm } from './WebhookForm.tsx'
import { Trouble } from './WebhookLine.tsx'
import { WebhookTools, type AskedAct } from './WebhookTools.tsx'
import classes from './Integrations.module.css'

type DetailProps = {
  company: AdministeredCompany
  /** Undefined: there is none of that id. */
  webhook: Webhook | undefined
  state: DeliveryState | undefined
  onState: (state: DeliveryState | undefined) => void
  onBack: () => void
  onSecret: (shown: ShownSecret) => void
}

/** RE-3: one endpoint: how it fares, what can be done with it, and what was sent to it. */
export function WebhookDetail({ company, webhook, state, onState, onBack, onSecret }: DetailProps) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<AskedAct | null>(null)
  const back = (
    <Button
      variant="subtle"
      color="gray"
      size="compact-sm"
      className={classes.back ?? ''}
      leftSection={<IconArrowLeft size={16} stroke={1.75} aria-hidden />}
      onClick={onBack}
    >
      {t('integrations.back')}
    </Button>
  )
  if (!webhook)
    return (
      <StatePanel level={1} icon={<IconPlugConnectedX size={24} stroke={1.75} />} title={t('integrations.gone.title')} actions={back}>
        <p>{t('integrations.gone.text')}</p>
      </StatePanel>
    )
  const dialog = { company: company.id, webhook, onClose: () => setAsked(null) }
  const mayManage = company.permissions.settings === 'manage'
  return (
    <>
      {back}
      <PageHead title={webhook.name} aside={<HealthBadge webhook={webhook} />}>
        <span className={classes.address}>{webhook.url}</span>
        <Trouble webhook={webhook} zone={company.zone} />
      </PageHead>
      <div className={classes.cards}>
        <Card
          id="settings"
          title={t('integrations.facts')}
          tools={mayManage && <WebhookTools company={company} webhook={webhook} onAsk={setAsked} />}
        >
          <Settings webhook={webhook} zone={company.zone} />
        </Card>
        <Deliveries company={company} webhook={webhook} state={state} mayManage={mayManage} onState={onState} />
      </div>
      {asked === 'edit' && <WebhookForm {...dialog} onSecret={onSecret} />}
      {asked === 'renew' && <RenewWebhookSecret {...dialog} onSecret={onSecret} />}
      {asked === 'pause' && <PauseWebhook {...dialog} />}
      {asked === 'delete' && <DeleteWebhook {...dialog} onGone={onBack} />}
    </>
  )
}

function Settings({ webhook, zone }: { webhook: Webhook; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { whole } = useEventTexts()
  const { id, kind, types, audience, authorized, secretSetAt, formerSecretUntil } = webhook
  const at = (instant: string) => formatInstant(instant, zone, locale)
  const until = formerSecretUntil && t('integrations.formerUntil', { at: at(formerSecretUntil) })
  return (
    <Facts>
      <Fact label={t('integrations.kindFact')}>{t(`integrations.kind.${kind}`)}</Fact>
      {kind === 'webhook' && secretSetAt && (
        <Fact label={t('integrations.secretSet')}>
          {[t('integrations.secretFrom', { at: at(secretSetAt) }), until].filter(Boolean).join(' · ')}
        </Fact>
      )}
      {kind === 'shared_signals' && (
        <>
          <Fact label={t('integrations.audience')}>{audience}</Fact>
          <Fact label={t('integrations.authorization')}>{t(authorized ? 'integrations.authorized' : 'integrations.notAuthorized')}</Fact>
          <Fact label={t('integrations.streamId')}>{id}</Fact>
          <Fact label={t('integrations.configuration')}>{`${location.origin}/.well-known/ssf-configuration`}</Fact>
        </>
      )}
      <Fact label={t('integrations.events')}>
        {types.length === eventTypes.length ? t('integrations.all') : types.map(whole).join(', ')}
      </Fact>
    </Facts>
  )
}
