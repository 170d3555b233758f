import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { accessPeriods, deviceProfiles, deviceTabs, operatingSystems, staleDays, type DeviceTab } from '@muster/contract'
import { osNames } from '../../lib/devices.ts'
import { teamsQuery } from '../../lib/teams.query.ts'
import type { Chip } from '../../ui/FilterChips.tsx'
import type { FilterChoice } from '../../ui/FilterMenu.tsx'
import { tabOfSearch } from './devices.query.ts'
import type { DeviceSearch } from './devices.search.ts'

type MenuKey = 'os' | 'app' | 'access' | 'stale' | 'profile' | 'update'
type DeviceMenu = { key: MenuKey; label: string; choices: readonly FilterChoice[] }
const systemsOf = (tab: DeviceTab) => operatingSystems.filter((os) => (os === 'ios' || os === 'android') !== (tab === 'pc'))

/** DS-5: the filters that are a choice of few; which app, where a tab has two; the MDM profile, where there is one. */
export function useMenus(search: DeviceSearch, withProfile: boolean): DeviceMenu[] {
  const { t } = useTranslation()
  const tab = tabOfSearch(search)
  const menus: DeviceMenu[] = [
    { key: 'os', label: t('devices.filter.os'), choices: systemsOf(tab).map((value) => ({ value, label: osNames[value] })) },
    {
      key: 'app',
      label: t('devices.filter.app'),
      choices: deviceTabs[tab].map((value) => ({ value, label: t(`member.surface.${value}`) })),
    },
    {
      key: 'access',
      label: t('devices.filter.access'),
      choices: accessPeriods.map((value) => ({ value, label: t(`devices.access.${value}`) })),
    },
    { key: 'stale', label: t('devices.filter.stale'), choices: [{ value: 'true', label: t('devices.stale', { count: staleDays }) }] },
    {
      key: 'profile',
      label: t('devices.column.profile'),
      choices: deviceProfiles.map((value) => ({ value, label: t(`devices.profile.${value}`) })),
    },
    {
      key: 'update',
      label: t('devices.filter.update'),
      choices: (['true', 'false'] as const).map((value) => ({ value, label: t(`devices.update.${value}`) })),
    },
  ]
  return menus.filter(({ key, choices }) => (key !== 'app' || choices.length > 1) && (key !== 'profile' || withProfile))
}

const texts = ['user', 'model', 'osVersion', 'appVersion'] as const

/** What is filtered by, each with the change that takes it away. */
export function useChips(company: string, search: DeviceSearch, menus: readonly DeviceMenu[]): Chip<DeviceSearch>[] {
  const { t } = useTranslation()
  const teams = useQuery({ ...teamsQuery(company), enabled: Boolean(search.team) })
  const chips: Chip<DeviceSearch>[] = texts.flatMap((key) => {
    const value = search[key]
    return value ? [{ key, text: t(`devices.chip.${key}`, { value }), without: { [key]: '' } }] : []
  })
  for (const { key, label, choices } of menus) {
    const value = search[key]
    const chosen = choices.find((choice) => choice.value === value)?.label
    if (value) chips.push({ key, text: key === 'stale' && chosen ? chosen : `${label}: ${chosen ?? value}`, without: { [key]: '' } })
  }
  if (search.team) {
    const team = teams.data?.items.find(({ id }) => id === search.team)?.name ?? '…'
    chips.push({ key: 'team', text: t('list.teamWith', { team }), without: { team: '' } })
  }
  return chips
}
