import { useMemo } from 'react'
import { IconHierarchy2 } from '@tabler/icons-react'
import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { ChartTeam, type Chart } from './ChartTeam.tsx'
import { countsQuery, leadersQuery, teamsQuery, type As } from './organization.query.ts'
import { childrenOf, openAtOnce, teamsAbove, treeOf } from '../../lib/teamTree.ts'
import classes from './ChartPage.module.css'

export type ChartSearch = { as?: string; team?: string }
type PageProps = { company: AdministeredCompany; search: ChartSearch; onSearch: (search: ChartSearch) => void }

/** Members › Organization chart: to look at, as members see it, or with everything. */
export function ChartPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const as: As = search.as === 'all' ? 'administrator' : 'member'
  const teams = useQuery(teamsQuery(company.id, as))
  const counts = useQuery(countsQuery(company.id))
  const leaders = useQuery({ ...leadersQuery(company.id, as), enabled: company.seesNames })
  const tree = useMemo(() => teams.data && treeOf(teams.data.items), [teams.data])
  const chart = useMemo((): Chart | null => {
    if (!tree) return null
    const led = new Map<string, NonNullable<typeof leaders.data>['items']>()
    for (const leader of leaders.data?.items ?? []) led.set(leader.teamId, [...(led.get(leader.teamId) ?? []), leader])
    return {
      company,
      as,
      tree,
      small: tree.byId.size <= openAtOnce,
      leaders: led,
      counts: new Map((counts.data?.items ?? []).map((count) => [count.teamId, count])),
    }
  }, [company, as, tree, leaders.data, counts.data])
  const top = tree ? childrenOf(tree, null) : []
  const shown = search.team && tree?.byId.has(search.team) ? search.team : null
  const toShown = useMemo(() => new Set(tree && shown ? [shown, ...teamsAbove(tree, shown)] : []), [tree, shown])
  return (
    <>
      <PageHead
        title={t('nav.orgChart')}
        aside={
          <SegmentedControl
            aria-label={t('chartPage.as')}
            value={as}
            onChange={(value) => onSearch({ ...search, as: value === 'administrator' ? 'all' : '' })}
            data={[
              { value: 'member', label: t('chartPage.asMember') },
              { value: 'administrator', label: t('chartPage.asAll') },
            ]}
          />
        }
      >
        {as === 'member' ? t('chartPage.lead') : t('chartPage.leadAll')}
      </PageHead>
      {teams.isPending && <Skeleton height={420} radius={12} role="status" aria-label={t('common.loading')} />}
      {teams.isError && !teams.data && <ProblemPanel error={teams.error} onRetry={() => void teams.refetch()} />}
      {tree && top.length === 0 && (
        <StatePanel icon={<IconHierarchy2 size={24} stroke={1.75} />} title={t('chartPage.empty.title')}>
          <p>{t('chartPage.empty.text')}</p>
        </StatePanel>
      )}
      {chart && top.length > 0 && (
        <ul className={classes.top} aria-label={t('nav.orgChart')}>
          {top.map((id) => (
            <ChartTeam
              key={id}
              id={id}
              chart={chart}
              depth={0}
              shown={shown}
              toShown={toShown}
              onShow={(team) => onSearch({ ...search, team: team ?? '' })}
            />
          ))}
        </ul>
      )}
    </>
  )
}
