import { lazy, Suspense, useState } from 'react'
import { IconPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Token } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { RevokeToken } from '../../lib/RevokeToken.tsx'
import { TokenLine } from '../../lib/TokenLine.tsx'
import { Card } from '../../ui/Card.tsx'
import { KeyOnce } from '../../ui/KeyOnce.tsx'
import classes from './OwnApps.module.css'

const NewTokenDialog = lazy(async () => ({ default: (await import('./NewTokenDialog.tsx')).NewTokenDialog }))

export type ShownToken = { name: string; token: string }

/** RE-1: an administrator's own API tokens; making one, which is shown once, and revoking. */
export function OwnTokens({ companies, zone }: { companies: readonly AdministeredCompany[]; zone: string }) {
  const { t } = useTranslation()
  const [making, setMaking] = useState(false)
  const [shown, setShown] = useState<ShownToken | null>(null)
  const [asked, setAsked] = useState<Token | null>(null)
  const query = useQuery(api.tokens.listOwn.queryOptions())
  const items = query.data?.items
  const tools = (
    <Button variant="default" size="xs" leftSection={<IconPlus size={15} stroke={1.75} aria-hidden />} onClick={() => setMaking(true)}>
      {t('tokens.new')}
    </Button>
  )
  return (
    <Card id="own-tokens" title={t('tokens.title')} tools={items && tools}>
      {query.isPending && <Skeleton height={60} role="status" aria-label={t('common.loading')} />}
      {query.isError && !items && <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />}
      {items && <p className={classes.note}>{t('tokens.lead')}</p>}
      {items && items.length === 0 && <p className={classes.note}>{t('tokens.empty')}</p>}
      {items && items.length > 0 && (
        <ul className={classes.list}>
          {items.map((token) => (
            <TokenLine
              key={token.id}
              token={token}
              zone={zone}
              {...(companies.length > 1 && { company: token.company.name })}
              tools={
                !token.ended && (
                  <Button
                    variant="default"
                    size="xs"
                    onClick={() => setAsked(token)}
                    aria-label={t('tokens.revokeOf', { name: token.name })}
                  >
                    {t('tokens.revoke')}
                  </Button>
                )
              }
            />
          ))}
        </ul>
      )}
      <Suspense>{making && <NewTokenDialog companies={companies} onClose={() => setMaking(false)} onMade={setShown} />}</Suspense>
      {asked && (
        <RevokeToken name={asked.name} revoke={() => api.tokens.revokeOwn.call({ token: asked.id })} onClose={() => setAsked(null)} />
      )}
      {shown && (
        <KeyOnce
          title={t('tokens.secret.title', { name: shown.name })}
          text={t('tokens.secret.text')}
          lines={[{ label: t('tokens.secret.label'), value: shown.token }]}
          copy={t('tokens.secret.copy')}
          warning={t('tokens.secret.warning')}
          onClose={() => setShown(null)}
        />
      )}
    </Card>
  )
}
