import { useTranslation } from 'react-i18next'
import { useQuery } from '@tanstack/react-query'
import { deviceSorts } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { ListFileButton } from '../../lib/ListFile.tsx'
import { SortSelect } from '../../ui/SortSelect.tsx'
import { countQuery, fileInput } from './devices.query.ts'
import type { DeviceSearch } from './devices.search.ts'
import { SavedSearches } from './SavedSearches.tsx'
import classes from '../../ui/ListPage.module.css'

type ToolsProps = {
  company: string
  search: DeviceSearch
  onSearch: (search: DeviceSearch) => void
  onSort: (change: DeviceSearch) => void
}

/** The list as a file, and saved searches; on a phone, what the list is sorted by. */
export function DevicesTools({ company, search, onSearch, onSort }: ToolsProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <SortSelect
        sorts={deviceSorts.map((sort) => ({ sort, label: t(`devices.sort.${sort}`) }))}
        sort={search.sort ?? 'lastAccess'}
        direction={search.direction ?? 'desc'}
        first="desc"
        onSort={(sort, direction) => onSort({ sort, direction })}
      />
      <Download company={company} search={search} />
      <SavedSearches company={company} search={search} onSearch={onSearch} />
    </div>
  )
}

/** DS-8: the list as searched. */
function Download({ company, search }: Pick<ToolsProps, 'company' | 'search'>) {
  const { data } = useQuery(countQuery(company, search))
  return <ListFileButton count={data?.total} ask={() => api.exports.devices.call(fileInput(company, search))} />
}
