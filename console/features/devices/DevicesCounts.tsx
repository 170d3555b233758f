import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { staleDays } from '@muster/contract'
import { CountTiles, type Tile } from '../../lib/CountTiles.tsx'
import { pages } from '../../paths.ts'
import { distributionQuery, filterOf, tabOfSearch } from './devices.query.ts'
import type { DeviceSearch } from './devices.search.ts'

/** DS-7, DS-12: how many devices there are on the tab, how many can be updated, how many are stale; each number leads to exactly those. */
export function DevicesCounts({ company, search }: { company: string; search: DeviceSearch }) {
  const { t } = useTranslation()
  const tab = tabOfSearch(search)
  const { data, isPlaceholderData } = useQuery(distributionQuery(company, tab))
  const known = isPlaceholderData ? undefined : data
  const here: Record<string, string> = tab === 'mobile' ? {} : { tab }
  const tiles: Tile[] = [
    { key: 'all', label: t('devices.all'), count: known?.total, search: here },
    { key: 'update', label: t('devices.updateAvailable'), count: known?.outdated, search: { ...here, update: 'true' } },
    { key: 'stale', label: t('devices.stale', { count: staleDays }), count: known?.stale, search: { ...here, stale: 'true' } },
  ]
  return (
    <CountTiles label={t('devices.counts')} to={pages.devices} company={company} tiles={tiles} shown={{ ...here, ...filterOf(search) }} />
  )
}
