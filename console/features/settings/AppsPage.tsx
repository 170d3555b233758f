import { useState } from 'react'
import { IconApps, IconPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { App } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { EmptyNote } from '../../ui/EmptyNote.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { AppForm } from './AppForm.tsx'
import { AppLine } from './AppLine.tsx'
import { AppSecret } from './AppSecret.tsx'
import { DeleteApp, RenewSecret } from './AppDialogs.tsx'
import items from '../../ui/ItemList.module.css'

export type AskedApp = { kind: 'new' } | { kind: 'edit' | 'renew' | 'delete'; app: App }
export type ShownAppSecret = { id: string; name: string; secret: string }

/** SX-1: Settings › Apps: what the company has registered as OpenID clients, beside the suite's own. */
export function AppsPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<AskedApp | null>(null)
  const [shown, setShown] = useState<ShownAppSecret | null>(null)
  const query = useQuery(api.apps.list.queryOptions({ input: { company: company.id } }))
  const mayChange = company.permissions.settings === 'manage'
  const close = () => setAsked(null)
  const apps = query.data?.items
  const dialog = { company: company.id, onClose: close, onSecret: setShown }
  return (
    <>
      <PageHead title={t('nav.apps')}>
        {t('apps.lead')} {!mayChange && t('apps.viewOnly')}
      </PageHead>
      {query.isPending && <Skeleton height={260} radius={12} role="status" aria-label={t('common.loading')} />}
      {query.isError && !apps && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {apps && (
        <Card
          id="registered-apps"
          title={t('apps.list')}
          tools={
            mayChange && (
              <Button leftSection={<IconPlus size={17} stroke={1.75} aria-hidden />} onClick={() => setAsked({ kind: 'new' })}>
                {t('apps.new')}
              </Button>
            )
          }
        >
          {apps.length === 0 ? <NoApps /> : null}
          <ul className={items.list}>
            {apps.map((app) => (
              <AppLine key={app.id} app={app} zone={company.zone} mayChange={mayChange} onAsk={setAsked} />
            ))}
          </ul>
        </Card>
      )}
      {asked?.kind === 'new' && <AppForm {...dialog} />}
      {asked?.kind === 'edit' && <AppForm {...dialog} app={asked.app} />}
      {asked?.kind === 'renew' && <RenewSecret {...dialog} app={asked.app} />}
      {asked?.kind === 'delete' && <DeleteApp {...dialog} app={asked.app} />}
      {shown && <AppSecret {...shown} onClose={() => setShown(null)} />}
    </>
  )
}

function NoApps() {
  const { t } = useTranslation()
  return (
    <EmptyNote icon={IconApps} title={t('apps.empty.title')}>
      {t('apps.empty.text')}
    </EmptyNote>
  )
}
