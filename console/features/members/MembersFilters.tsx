import { useTranslation } from 'react-i18next'
import { TeamFilter } from '../../lib/TeamFilter.tsx'
import { FilterChips } from '../../ui/FilterChips.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { SearchBox } from '../../ui/SearchBox.tsx'
import { useChips, useMenus } from './memberList.filters.ts'
import type { ListSearch } from './memberList.search.ts'
import classes from '../../ui/Filters.module.css'

type FiltersProps = {
  company: string
  search: ListSearch
  /** P-2: a role without names cannot look for one. */
  searchable: boolean
  onChange: (change: ListSearch, replace?: boolean) => void
}

/** What of the list is shown; every filter stands in the URL, and below as a chip that takes it away. */
export function MembersFilters({ company, search, searchable, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const menus = useMenus(company, search)
  const chips = useChips(company, search, menus)
  return (
    <div className={classes.filters} role="search" aria-label={t('members.filter.label')}>
      {searchable && <SearchBox label={t('members.search')} value={search.q ?? ''} onSearch={(q) => onChange({ q }, true)} />}
      <div className={classes.menus}>
        <TeamFilter
          company={company}
          team={search.team}
          onTeam={(team) => onChange({ team: team ?? '', ...(team ? {} : { subteams: '' }) })}
          subteams={{ included: search.subteams !== 'false', onChange: (included) => onChange({ subteams: included ? '' : 'false' }) }}
        />
        {menus.map(({ key, ...menu }) => (
          <FilterMenu key={key} {...menu} value={search[key] ?? ''} onChoose={(value) => onChange({ [key]: value })} />
        ))}
      </div>
      <FilterChips
        chips={chips}
        onRemove={onChange}
        onClear={() =>
          onChange(Object.fromEntries(Object.keys(search).map((key) => [key, key === 'sort' || key === 'direction' ? search[key] : ''])))
        }
      />
    </div>
  )
}
