import { useState } from 'react'
import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { ConnectionsCard, type ConnectionKind } from '../../lib/ConnectionsCard.tsx'
import { useAct } from '../../lib/useAct.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'

/** MB-11: where one is signed in; logging out there, or everywhere else. */
export function OwnConnections({ zone }: { zone: string }) {
  const { t } = useTranslation()
  const [kind, setKind] = useState<ConnectionKind>('all')
  const [asked, setAsked] = useState(false)
  const query = useInfiniteQuery(
    api.connections.listOwn.infiniteOptions({
      input: (cursor: string | null) => ({ ...(kind === 'all' ? {} : { kind }), ...(cursor === null ? {} : { cursor }) }),
      initialPageParam: null as string | null,
      getNextPageParam: (page) => page.next,
      placeholderData: (before) => before,
    }),
  )
  const one = useAct({ act: (connection: string) => api.connections.logOutOwn.call({ connection }) })
  const others = useAct({ act: () => api.connections.logOutOthers.call(), onDone: () => setAsked(false) })
  const items = query.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <ConnectionsCard
        id="own-connections"
        query={query}
        kind={kind}
        onKind={setKind}
        zone={zone}
        onLogOut={(connection) => one.send(connection.id)}
        tools={
          items.some((c) => !c.ended && !c.isOwn) && (
            <Button variant="default" size="xs" onClick={() => setAsked(true)}>
              {t('account.logOutOthers')}
            </Button>
          )
        }
      />
      {asked && (
        <ConfirmDialog
          title={t('account.askOthers')}
          points={[{ text: t('account.othersEnd'), lost: true }, { text: t('account.thisStays') }]}
          confirm={t('account.logOutOthers')}
          danger
          pending={others.pending}
          onConfirm={() => others.send(undefined)}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}
