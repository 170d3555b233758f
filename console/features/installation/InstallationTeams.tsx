import { useState } from 'react'
import { IconChevronDown, IconHierarchy2 } from '@tabler/icons-react'
import { Skeleton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { treeOf } from '../../lib/teamTree.ts'
import { teamsQuery } from './installation.query.ts'
import type { InstallationSearch } from './installation.search.ts'
import { InstallationTeamsCard } from './InstallationTeamsCard.tsx'
import classes from './InstallationTeams.module.css'

export type TeamsProps = {
  company: AdministeredCompany
  search: InstallationSearch
  onChange: (change: InstallationSearch, replace?: boolean) => void
}

/** IS-1: the tree at the side; where there is no side, behind a button that says which team is chosen. */
export function InstallationTeams(props: TeamsProps) {
  const { t } = useTranslation()
  const { company, search } = props
  const beside = useMediaQuery('(min-width: 84em)', true, { getInitialValueInEffect: false })
  const [opened, setOpened] = useState(false)
  const query = useQuery(teamsQuery(company.id))
  if (query.isPending) return <Skeleton height={beside ? 520 : 44} radius={12} role="status" aria-label={t('common.loading')} />
  if (!query.data) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  const teams = query.data.items
  const card = <InstallationTeamsCard {...props} tree={treeOf(teams)} />
  if (beside) return card
  const chosen = teams.find(({ id }) => id === search.team)?.name ?? t('installation.everybody')
  return (
    <div>
      <button type="button" className={classes.opener} aria-expanded={opened} onClick={() => setOpened(!opened)}>
        <IconHierarchy2 size={17} stroke={1.75} aria-hidden />
        <span>{t('installation.team', { team: chosen })}</span>
        <IconChevronDown size={16} stroke={1.75} aria-hidden />
      </button>
      {opened && card}
    </div>
  )
}
