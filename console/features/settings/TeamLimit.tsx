import { useMemo } from 'react'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { api } from '../../lib/api.ts'
import { problemOf } from '../../lib/problem.ts'
import { useProblemLine } from '../../lib/useAct.ts'

type LimitProps = { company: string; value: string | null; onChange: (teamId: string | null) => void }

/** P-2: the team a role is limited to, by the path that leads to it; none: the whole company. */
export function TeamLimit({ company, value, onChange }: LimitProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const query = useQuery(api.organization.teams.queryOptions({ input: { company } }))
  const data = useMemo(() => {
    const teams = new Map((query.data?.items ?? []).map((team) => [team.id, team]))
    const pathOf = (id: string): string => {
      const team = teams.get(id)
      if (!team) return ''
      const above = team.parentId === null ? '' : pathOf(team.parentId)
      return above ? `${above} › ${team.name}` : team.name
    }
    return [...teams.keys()].map((id) => ({ value: id, label: pathOf(id) })).toSorted((a, b) => a.label.localeCompare(b.label))
  }, [query.data])
  return (
    <Select
      searchable
      clearable
      label={t('administrators.limit')}
      description={t('administrators.limitNote')}
      placeholder={query.isPending ? t('common.loading') : t('administrators.whole')}
      data={data}
      limit={200}
      value={value}
      onChange={onChange}
      error={query.isError && line(problemOf(query.error))}
      clearButtonProps={{ 'aria-label': t('administrators.whole') }}
    />
  )
}
