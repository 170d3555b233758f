import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { memberStates, type MemberSummary } from '@muster/contract'
import { CountTiles, type Tile } from '../../lib/CountTiles.tsx'
import { pages } from '../../paths.ts'
import { filterOf, summaryQuery } from './memberList.query.ts'
import type { ListSearch } from './memberList.search.ts'

/** How many members there are and in which states (MB-1); each number leads to those it counts. */
export function MembersCounts({ company, search }: { company: string; search: ListSearch }) {
  const { t } = useTranslation()
  const { data } = useQuery(summaryQuery(company))
  const tiles: Tile[] = [
    { key: 'all', label: t('members.all'), count: data?.total, search: {} },
    ...memberStates
      .filter((state) => isWorthTelling(data, state))
      .map((state) => ({
        key: state,
        label: t(`member.state.${state}`),
        count: data?.states[state],
        search: { state },
      })),
    { key: 'onLeave', label: t('member.onLeave'), count: data?.onLeave, search: { onLeave: 'true' } },
    { key: 'blocked', label: t('member.appBlocked'), count: data?.appBlocked, search: { blocked: 'true' } },
  ]
  return <CountTiles label={t('members.counts')} to={pages.members} company={company} tiles={tiles} shown={filterOf(search)} />
}

/** Rare states are told of when there is someone in them. */
function isWorthTelling(data: MemberSummary | undefined, state: keyof MemberSummary['states']): boolean {
  return state === 'in_use' || state === 'pending' || state === 'suspended' || (data?.states[state] ?? 0) > 0
}
