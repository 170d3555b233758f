import { useState } from 'react'
import { IconPlus, IconWebhook } from '@tabler/icons-react'
import { Button, Skeleton, Tooltip } from '@mantine/core'
import '@mantine/core/styles/Tooltip.layer.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { KeyOnce } from '../../ui/KeyOnce.tsx'
import { EmptyNote } from '../../ui/EmptyNote.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { TokensCard } from './TokensCard.tsx'
import { WebhookDetail } from './WebhookDetail.tsx'
import { WebhookForm } from './WebhookForm.tsx'
import { WebhookLine } from './WebhookLine.tsx'
import { webhooksQuery, type IntegrationsSearch } from './integrations.query.ts'
import items from '../../ui/ItemList.module.css'
import classes from './Integrations.module.css'

export type ShownSecret = { name: string; secret: string }
type PageProps = { company: AdministeredCompany; search: IntegrationsSearch; onSearch: (search: IntegrationsSearch) => void }

/** RE-3: Settings › Integrations: services that are told of events, and what was sent to each; and the company's API tokens (RE-1). */
export function IntegrationsPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const [shown, setShown] = useState<ShownSecret | null>(null)
  const query = useQuery(webhooksQuery(company.id))
  const webhooks = query.data?.items
  return (
    <>
      {!search.webhook && <Head company={company} />}
      {query.isPending && <Skeleton height={260} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !webhooks && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {webhooks && !search.webhook && (
        <div className={classes.cards}>
          <List company={company} webhooks={webhooks} onOpen={(webhook) => onSearch({ webhook })} onSecret={setShown} />
          <TokensCard company={company} />
        </div>
      )}
      {webhooks && search.webhook && (
        <WebhookDetail
          company={company}
          webhook={webhooks.find(({ id }) => id === search.webhook)}
          state={search.state}
          onState={(next) => onSearch({ ...(search.webhook && { webhook: search.webhook }), ...(next && { state: next }) })}
          onBack={() => onSearch({})}
          onSecret={setShown}
        />
      )}
      {shown && (
        <KeyOnce
          title={t('integrations.secret.title', { name: shown.name })}
          text={t('integrations.secret.text')}
          lines={[{ label: t('integrations.secret.secret'), value: shown.secret }]}
          copy={t('integrations.secret.copy')}
          warning={t('integrations.secret.warning')}
          onClose={() => setShown(null)}
        />
      )}
    </>
  )
}

function Head({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const mayChange = company.permissions.settings === 'manage'
  return (
    <PageHead title={t('nav.integrations')}>
      {t('integrations.lead')} {!mayChange && t('integrations.viewOnly')} {mayChange && !company.seesNames && t('integrations.noNames')}
    </PageHead>
  )
}

type ListProps = {
  company: AdministeredCompany
  webhooks: readonly Parameters<typeof WebhookLine>[0]['webhook'][]
  onOpen: (id: string) => void
  onSecret: (shown: ShownSecret) => void
}

function List({ company, webhooks, onOpen, onSecret }: ListProps) {
  const { t } = useTranslation()
  const [adding, setAdding] = useState(false)
  const mayChange = company.permissions.settings === 'manage'
  const add = (
    <Button leftSection={<IconPlus size={17} stroke={1.75} aria-hidden />} disabled={!company.seesNames} onClick={() => setAdding(true)}>
      {t('integrations.new')}
    </Button>
  )
  const tools = company.seesNames ? (
    add
  ) : (
    <Tooltip label={t('integrations.noNames')} multiline w={280}>
      <span>{add}</span>
    </Tooltip>
  )
  return (
    <Card id="endpoints" title={t('integrations.list')} tools={mayChange && tools}>
      {webhooks.length === 0 && (
        <EmptyNote icon={IconWebhook} title={t('integrations.empty.title')}>
          {t('integrations.empty.text')}
        </EmptyNote>
      )}
      <ul className={items.list}>
        {webhooks.map((webhook) => (
          <WebhookLine key={webhook.id} webhook={webhook} zone={company.zone} onOpen={() => onOpen(webhook.id)} />
        ))}
      </ul>
      {adding && <WebhookForm company={company.id} onClose={() => setAdding(false)} onSecret={onSecret} />}
    </Card>
  )
}
