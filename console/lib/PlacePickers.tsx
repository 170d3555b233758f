import { useMemo } from 'react'
import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import { api } from './api.ts'
import { problemOf } from './problem.ts'
import { useProblemLine } from './useAct.ts'

type PickerProps = {
  company: string
  label: string
  description?: string
  value: string | null
  onChange: (id: string | null) => void
  error?: string | false | undefined
  disabled?: boolean
  /** One must be chosen: what is chosen can be changed, not cleared. */
  required?: boolean
  /** What no choice means, where it is something other than nothing. */
  placeholder?: string
}
const shownAtOnce = 200

/** The lists of a company that a place is chosen from; a list that cannot be read says so in its field. */
function usePicker(query: { isPending: boolean; isError: boolean; error: unknown }, error: PickerProps['error']) {
  const { t } = useTranslation()
  const line = useProblemLine()
  return {
    placeholder: query.isPending ? t('common.loading') : t('pick.none'),
    error: error || (query.isError && line(problemOf(query.error))),
    nothingFoundMessage: t('pick.nothing'),
    clearButtonProps: { 'aria-label': t('pick.clear') },
    searchable: true,
    clearable: true,
    limit: shownAtOnce,
    // Fields side by side stand on one line, whatever is said of them.
    inputWrapperOrder: ['label' as const, 'input' as const, 'description' as const, 'error' as const],
    comboboxProps: { withinPortal: true },
  }
}

type TeamProps = Omit<PickerProps, 'onChange'> & {
  /** Teams not to be chosen again. */
  without?: readonly string[]
  onChange: (id: string | null, path: string | null) => void
}

/** A team, by the path that leads to it: two teams may bear one name. */
export function TeamPicker({ company, error, without = [], onChange, ...input }: TeamProps) {
  const query = useQuery(api.organization.teams.queryOptions({ input: { company } }))
  const paths = useMemo(() => teamPaths(query.data?.items ?? []), [query.data])
  const data = without.length > 0 ? paths.filter(({ value }) => !without.includes(value)) : paths
  return (
    <Select
      {...usePicker(query, error)}
      {...input}
      {...(input.required && { clearable: false, allowDeselect: false })}
      data={data}
      onChange={(id, option) => onChange(id, option?.label ?? null)}
    />
  )
}

const lists = { levels: api.titles.levels, positions: api.titles.positions, userTypes: api.titles.userTypes }

/** A level, position or user type. */
export function TitlePicker({ kind, company, error, ...input }: PickerProps & { kind: keyof typeof lists }) {
  const query = useQuery(lists[kind].list.queryOptions({ input: { company } }))
  const data = (query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return <Select {...usePicker(query, error)} {...input} data={data} />
}

/** What the levels and user types of a company are called; empty until they are read. */
export function useTitleNames(company: string): ReadonlyMap<string, string> {
  const levels = useQuery(lists.levels.list.queryOptions({ input: { company } }))
  const userTypes = useQuery(lists.userTypes.list.queryOptions({ input: { company } }))
  const all = [...(levels.data?.items ?? []), ...(userTypes.data?.items ?? [])]
  return new Map(all.map(({ id, name }) => [id, name]))
}

/** A service permission: which apps a member may use. */
export function PermissionPicker({ company, error, ...input }: PickerProps) {
  const query = useQuery(api.permissions.list.queryOptions({ input: { company } }))
  const data = (query.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return <Select {...usePicker(query, error)} {...input} data={data} />
}

type Node = { id: string; parentId: string | null; name: string }

/** Every team with the names above it, in the order of the tree. */
function teamPaths(teams: readonly Node[]): { value: string; label: string }[] {
  const byParent = Map.groupBy(teams, (team) => team.parentId)
  const known = new Set(teams.map((team) => team.id))
  const walk = (team: Node, above: string): { value: string; label: string }[] => {
    const label = above ? `${above} › ${team.name}` : team.name
    return [{ value: team.id, label }, ...(byParent.get(team.id) ?? []).flatMap((child) => walk(child, label))]
  }
  return teams.filter((team) => team.parentId === null || !known.has(team.parentId)).flatMap((team) => walk(team, ''))
}
