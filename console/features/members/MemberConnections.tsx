import { lazy, Suspense, useState } from 'react'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Connection, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ConnectionsCard, type ConnectionKind } from '../../lib/ConnectionsCard.tsx'
import { ListFileButton } from '../../lib/ListFile.tsx'
import type { AdministeredCompany } from '../../lib/me.ts'

const LogOutDialog = lazy(async () => ({ default: (await import('./LogOutDialog.tsx')).LogOutDialog }))

const fileInput = (company: string, member: string, kind: ConnectionKind) => ({ company, member, ...(kind !== 'all' && { kind }) })

/** MB-11: where the member is or was signed in during the last 90 days, and signing out there. Times are the company's. */
export function MemberConnections({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<ConnectionKind>('all')
  const [asked, setAsked] = useState<Connection | 'all' | null>(null)
  const query = useInfiniteQuery(
    api.connections.list.infiniteOptions({
      input: (cursor: string | null) => ({
        company: company.id,
        member: member.id,
        limit: 10,
        ...(kind === 'all' ? {} : { kind }),
        ...(cursor === null ? {} : { cursor }),
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  )
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  const total = query.data?.pages.at(-1)?.total
  const mayLogOut = company.permissions.members === 'manage'
  return (
    <>
      <ConnectionsCard
        id="member-connections"
        query={query}
        kind={kind}
        onKind={setKind}
        zone={company.zone}
        onLogOut={mayLogOut ? setAsked : undefined}
        tools={
          <>
            <ListFileButton size="xs" count={total} ask={() => api.exports.connections.call(fileInput(company.id, member.id, kind))} />
            {mayLogOut && items.some((c) => !c.ended) && !items.some((c) => c.isOwn) && (
              <Button variant="default" size="xs" onClick={() => setAsked('all')}>
                {t('connections.logOutAll')}
              </Button>
            )}
          </>
        }
      />
      <Suspense>
        {asked && (
          <LogOutDialog company={company.id} member={member} connection={asked === 'all' ? null : asked} onClose={() => setAsked(null)} />
        )}
      </Suspense>
    </>
  )
}
