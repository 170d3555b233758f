import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { memberStates, type MemberSummary } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { pages } from '../../paths.ts'
import { filterOf, summaryQuery, type ListSearch } from './memberList.query.ts'
import classes from './MembersCounts.module.css'

type Tile = { key: string; label: string; count: number | undefined; search: ListSearch }

/** How many members there are and in which states (MB-1); each number leads to those it counts. */
export function MembersCounts({ company, search }: { company: string; search: ListSearch }) {
  const { t } = useTranslation()
  const locale = useLocale()
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
  const shown = JSON.stringify(given(filterOf(search)))
  return (
    <nav className={classes.row} aria-label={t('members.counts')}>
      {tiles.map((tile) => (
        <Link
          key={tile.key}
          to={pages.members}
          search={{ company, ...tile.search }}
          className={classes.tile ?? ''}
          activeOptions={{ exact: true }}
          data-chosen={JSON.stringify(tile.search) === shown || undefined}
          resetScroll={false}
        >
          <span className={classes.label}>{tile.label}</span>{' '}
          <span className={classes.count}>{tile.count === undefined ? '–' : formatCount(tile.count, locale)}</span>
        </Link>
      ))}
    </nav>
  )
}

const given = (filter: object) => Object.fromEntries(Object.entries(filter).filter(([, value]) => value))

/** Rare states are told of when there is someone in them. */
function isWorthTelling(data: MemberSummary | undefined, state: keyof MemberSummary['states']): boolean {
  return state === 'in_use' || state === 'pending' || state === 'suspended' || (data?.states[state] ?? 0) > 0
}
