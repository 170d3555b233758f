import { useState } from 'react'
import { Button, Skeleton, Tooltip } from '@mantine/core'
import '@mantine/core/styles/Tooltip.layer.css'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { CompanyToken } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { RevokeToken } from '../../lib/RevokeToken.tsx'
import { TokenLine } from '../../lib/TokenLine.tsx'
import { Card } from '../../ui/Card.tsx'
import lines from '../../ui/ItemList.module.css'
import classes from './Integrations.module.css'

/** All tokens of a company, newest first, page after page. */
const tokensQuery = (company: string) =>
  infiniteQueryOptions(
    api.tokens.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ company, limit: 50, ...(cursor && { cursor }) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )

/** RE-1: the API tokens that administrators of the company made. P-2: whose they are, is told only to roles that see names. */
export function TokensCard({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  return (
    <Card id="tokens" title={t('tokens.ofCompany')}>
      {company.seesNames ? <TokenList company={company} /> : <p className={classes.none}>{t('tokens.noNames')}</p>}
    </Card>
  )
}

function TokenList({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<CompanyToken | null>(null)
  const query = useInfiniteQuery(tokensQuery(company.id))
  const items = query.data?.pages.flatMap((page) => page.items)
  if (query.isPending) return <Skeleton height={60} role="status" aria-label={t('common.loading')} />
  if (!items) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  const mayChange = company.permissions.settings === 'manage'
  return (
    <>
      <p className={classes.note}>
        {t('tokens.ofCompanyLead')} {items.length === 0 && t('tokens.ofCompanyEmpty')}{' '}
        {items.length > 0 && !mayChange && t('tokens.viewOnly')}
      </p>
      <ul className={lines.list}>
        {items.map((token) => (
          <TokenLine
            key={token.id}
            token={token}
            zone={company.zone}
            maker={<Maker company={company} maker={token.maker} />}
            tools={mayChange && !token.ended && <Revoke token={token} onAsk={() => setAsked(token)} />}
          />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('tokens.more')}
          </Button>
        </div>
      )}
      {asked && (
        <RevokeToken
          name={asked.name}
          revoke={() => api.tokens.revoke.call({ company: company.id, token: asked.id })}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}

function Maker({ company, maker: { id, name, login } }: { company: AdministeredCompany; maker: CompanyToken['maker'] }) {
  const { t } = useTranslation()
  return (
    <>
      {t('tokens.by')} {company.permissions.members ? <MemberName company={company} id={id} name={name} /> : name} · {login}
    </>
  )
}

/** P-3, RE-2: disabled with the server's reason, by keyboard too. */
function Revoke({ token: { name, blockedBy }, onAsk }: { token: CompanyToken; onAsk: () => void }) {
  const { t } = useTranslation()
  const label = t('tokens.revokeOf', { name })
  const reason = blockedBy && t(`error.${blockedBy}`)
  return (
    <Tooltip label={reason} disabled={reason === null} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      <Button
        variant="default"
        size="xs"
        aria-label={reason ? `${label}. ${reason}` : label}
        // Disabled in words: it keeps the focus, so that the reason can be read and heard.
        aria-disabled={reason !== null}
        data-disabled={reason !== null}
        onClick={() => reason === null && onAsk()}
      >
        {t('tokens.revoke')}
      </Button>
    </Tooltip>
  )
}
