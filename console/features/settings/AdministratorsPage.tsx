import { lazy, Suspense, useState } from 'react'
import { IconEyeOff, IconUserPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Administrator } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { Card } from '../../ui/Card.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { AdministratorsTable } from './AdministratorsTable.tsx'
import { HandoverCard } from './HandoverCard.tsx'
import { RolesCard } from './RolesCard.tsx'
import classes from './Administrators.module.css'

const GrantDialog = lazy(async () => ({ default: (await import('./GrantDialog.tsx')).GrantDialog }))
const DismissDialog = lazy(async () => ({ default: (await import('./DismissDialog.tsx')).DismissDialog }))

export type Asked = { kind: 'appoint' } | { kind: 'change' | 'dismiss'; administrator: Administrator }

/** Settings › Administrators (P-2, P-3): who administers the company, its custom roles, and handing the Super Admin role on. */
export function AdministratorsPage({ company }: { company: AdministeredCompany }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked | null>(null)
  // Who may is the server's word: it says of each administrator what is in the way. To make a new one has no such line to ask.
  const mayGrant = company.role === 'super_admin'
  return (
    <>
      <PageHead title={t('nav.administrators')}>
        {t('administrators.lead')} {!mayGrant && t('administrators.onlySuper')}
      </PageHead>
      <div className={classes.cards}>
        <Card
          id="administrators"
          title={t('administrators.list')}
          tools={
            mayGrant && (
              <Button leftSection={<IconUserPlus size={17} stroke={1.75} aria-hidden />} onClick={() => setAsked({ kind: 'appoint' })}>
                {t('administrators.appoint')}
              </Button>
            )
          }
        >
          <Administrators company={company} onAsk={setAsked} />
        </Card>
        <HandoverCard company={company} mayOffer={mayGrant} />
        <RolesCard company={company.id} mayChange={mayGrant} />
      </div>
      <Suspense>
        {asked?.kind === 'appoint' && <GrantDialog company={company.id} onClose={() => setAsked(null)} />}
        {asked?.kind === 'change' && (
          <GrantDialog company={company.id} administrator={asked.administrator} onClose={() => setAsked(null)} />
        )}
        {asked?.kind === 'dismiss' && (
          <DismissDialog company={company.id} administrator={asked.administrator} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </>
  )
}

function Administrators({ company, onAsk }: { company: AdministeredCompany; onAsk: (asked: Asked) => void }) {
  const { t } = useTranslation()
  const query = useInfiniteQuery(
    api.administration.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ company: company.id, ...(cursor ? { cursor } : {}) }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next ?? undefined,
    }),
  )
  if (query.isPending)
    return (
      <div className={classes.loading} role="status" aria-label={t('common.loading')}>
        <Skeleton height={40} />
        <Skeleton height={40} />
        <Skeleton height={40} />
      </div>
    )
  if (!query.data) {
    if (problemOf(query.error).code !== 'names_hidden') return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
    return <StatePanel icon={<IconEyeOff size={24} stroke={1.75} />} title={t('administrators.namesHidden')} />
  }
  return (
    <>
      <AdministratorsTable company={company} administrators={query.data.pages.flatMap((page) => page.items)} onAsk={onAsk} />
      {query.hasNextPage && (
        <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('administrators.more')}
        </Button>
      )}
    </>
  )
}
