import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { TeamFilter } from '../../lib/TeamFilter.tsx'
import { FilterChips } from '../../ui/FilterChips.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { FilterText } from '../../ui/FilterText.tsx'
import { SearchBox } from '../../ui/SearchBox.tsx'
import { useChips, useMenus } from './devices.filters.ts'
import { filterKeys, type DeviceSearch } from './devices.search.ts'
import classes from '../../ui/Filters.module.css'

type FiltersProps = {
  company: AdministeredCompany
  search: DeviceSearch
  /** DS-2: whether devices have MDM profiles. */
  withProfile: boolean
  onChange: (change: DeviceSearch, replace?: boolean) => void
}
const texts = [
  { key: 'model', most: 100 },
  { key: 'osVersion', most: 64 },
  { key: 'appVersion', most: 64 },
] as const

/** DS-5: the detailed search; every filter stands in the URL, and below as a chip that takes it away. */
export function DevicesFilters({ company, search, withProfile, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const menus = useMenus(search, withProfile)
  const chips = useChips(company.id, search, menus)
  return (
    <div className={classes.filters} role="search" aria-label={t('devices.filter.label')}>
      {company.seesNames && (
        <SearchBox label={t('devices.search')} value={search.user ?? ''} onSearch={(user) => onChange({ user }, true)} />
      )}
      <div className={classes.menus}>
        {texts.map(({ key, most }) => (
          <FilterText
            key={key}
            label={t(`devices.filter.${key}`)}
            hint={t(`devices.hint.${key}`)}
            most={most}
            value={search[key] ?? ''}
            onChoose={(value) => onChange({ [key]: value })}
          />
        ))}
        {menus.map(({ key, ...menu }) => (
          <FilterMenu key={key} {...menu} value={search[key] ?? ''} onChoose={(value) => onChange({ [key]: value })} />
        ))}
        {company.permissions.members && (
          <TeamFilter company={company.id} team={search.team} onTeam={(team) => onChange({ team: team ?? '' })} />
        )}
      </div>
      <FilterChips chips={chips} onRemove={onChange} onClear={() => onChange(Object.fromEntries(filterKeys.map((key) => [key, ''])))} />
    </div>
  )
}
