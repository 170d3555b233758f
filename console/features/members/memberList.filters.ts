import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lastUses, memberStates } from '@muster/contract'
import { teamsQuery } from '../../lib/teams.query.ts'
import type { Chip } from '../../ui/FilterChips.tsx'
import type { FilterChoice } from '../../ui/FilterMenu.tsx'
import { levelsQuery, userTypesQuery } from './memberList.query.ts'
import type { ListSearch } from './memberList.search.ts'

const switches = ['true', 'false'] as const
export type MenuKey = 'state' | 'level' | 'userType' | 'onLeave' | 'blocked' | 'twoStep' | 'lastUse' | 'expiring'
export type FilterMenu = { key: MenuKey; label: string; choices: readonly FilterChoice[]; loading: boolean; onOpen: () => void }

/** The filters that are a choice of few; levels and user types are asked for when their menu opens, or one is chosen. */
export function useMenus(company: string, search: ListSearch): FilterMenu[] {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<Partial<Record<MenuKey, true>>>({})
  const levels = useQuery({ ...levelsQuery(company), enabled: Boolean(opened.level || search.level) })
  const userTypes = useQuery({ ...userTypesQuery(company), enabled: Boolean(opened.userType || search.userType) })
  const named = (items: readonly { id: string; name: string }[] | undefined) => (items ?? []).map((i) => ({ value: i.id, label: i.name }))
  const choices: Record<MenuKey, FilterChoice[]> = {
    state: memberStates.map((value) => ({ value, label: t(`member.state.${value}`) })),
    level: named(levels.data?.items),
    userType: named(userTypes.data?.items),
    lastUse: lastUses.map((value) => ({ value, label: t(`members.lastUse.${value}`) })),
    expiring: [{ value: 'true', label: t('members.expiring.true') }],
    onLeave: switches.map((value) => ({ value, label: t(`members.onLeave.${value}`) })),
    blocked: switches.map((value) => ({ value, label: t(`members.blocked.${value}`) })),
    twoStep: switches.map((value) => ({ value, label: t(`members.twoStep.${value}`) })),
  }
  const loading = { level: levels.isLoading, userType: userTypes.isLoading }
  return (Object.keys(choices) as MenuKey[]).map((key) => ({
    key,
    label: t(`members.filter.${key}`),
    choices: choices[key],
    loading: key in loading && loading[key as keyof typeof loading],
    onOpen: () => setOpened((before) => ({ ...before, [key]: true })),
  }))
}

/** What is filtered by, each with the change that takes it away. */
export function useChips(company: string, search: ListSearch, menus: readonly FilterMenu[]): Chip<ListSearch>[] {
  const { t } = useTranslation()
  const teams = useQuery({ ...teamsQuery(company), enabled: Boolean(search.team) })
  const chips: Chip<ListSearch>[] = []
  if (search.q) chips.push({ key: 'q', text: t('members.filter.contains', { q: search.q }), without: { q: '' } })
  if (search.team) {
    const name = teams.data?.items.find((team) => team.id === search.team)?.name ?? '…'
    const text = t(search.subteams === 'false' ? 'members.filter.teamOnly' : 'list.teamWith', { team: name })
    chips.push({ key: 'team', text, without: { team: '', subteams: '' } })
  }
  for (const menu of menus) {
    const value = search[menu.key]
    if (!value) continue
    const label = menu.choices.find((choice) => choice.value === value)?.label ?? '…'
    chips.push({ key: menu.key, text: `${menu.label}: ${label}`, without: { [menu.key]: '' } })
  }
  return chips
}
