import { IconHierarchy2, IconPlus } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { countsQuery, teamsQuery } from './organization.query.ts'
import { TeamDetail } from './TeamDetail.tsx'
import { TeamDialogs, type TeamAsk } from './TeamDialogs.tsx'
import { TeamsTreeCard } from './TeamsTreeCard.tsx'
import { treeOf } from '../../lib/teamTree.ts'
import classes from './TeamsPage.module.css'

export type TeamsSearch = { team?: string; find?: string }
type PageProps = { company: AdministeredCompany; search: TeamsSearch; onSearch: (search: TeamsSearch) => void }

/** Members › Teams: the tree at the left, the selected team at the right; on a phone one after the other. */
export function TeamsPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const teams = useQuery(teamsQuery(company.id))
  const counts = useQuery(countsQuery(company.id))
  const [ask, setAsk] = useState<TeamAsk | null>(null)
  const tree = teams.data && treeOf(teams.data.items)
  const mayChange = company.permissions.members === 'manage'
  const select = (team: string | undefined) => onSearch({ ...search, ...(team ? { team } : { team: '' }) })
  return (
    <>
      <PageHead
        title={t('nav.teams')}
        aside={
          mayChange &&
          tree &&
          company.teamId === null && (
            <Button leftSection={<IconPlus size={17} stroke={2} />} onClick={() => setAsk({ what: 'create', parentId: null })}>
              {t('teams.create')}
            </Button>
          )
        }
      >
        {t('teams.lead')}
      </PageHead>
      {teams.isPending && <TeamsSkeleton />}
      {teams.isError && !teams.data && <ProblemPanel error={teams.error} onRetry={() => void teams.refetch()} />}
      {tree?.byId.size === 0 && (
        <StatePanel
          icon={<IconHierarchy2 size={24} stroke={1.75} />}
          title={t('teams.empty.title')}
          actions={mayChange && <Button onClick={() => setAsk({ what: 'create', parentId: null })}>{t('teams.empty.create')}</Button>}
        >
          <p>{t('teams.empty.text')}</p>
        </StatePanel>
      )}
      {tree && tree.byId.size > 0 && (
        <div className={classes.page} data-detail={search.team ? true : undefined}>
          <TeamsTreeCard
            company={company}
            tree={tree}
            counts={counts.data?.items ?? []}
            selected={search.team ?? null}
            find={search.find ?? ''}
            mayChange={mayChange}
            onSelect={select}
            onFind={(find) => onSearch({ ...search, find })}
            onAsk={setAsk}
          />
          <TeamDetail company={company} tree={tree} id={search.team ?? null} mayChange={mayChange} onSelect={select} onAsk={setAsk} />
        </div>
      )}
      {tree && ask && (
        <TeamDialogs
          company={company}
          tree={tree}
          ask={ask}
          onClose={() => setAsk(null)}
          onDone={(team) => {
            setAsk(null)
            if (team !== undefined) select(team ?? undefined)
          }}
        />
      )}
    </>
  )
}

function TeamsSkeleton() {
  const { t } = useTranslation()
  return (
    <div className={classes.page} role="status" aria-label={t('common.loading')}>
      <Skeleton height={520} radius={12} />
      <Skeleton height={520} radius={12} className={classes.second ?? ''} />
    </div>
  )
}
