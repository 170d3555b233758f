import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { deviceSorts } from '@muster/contract'
import type { DeviceSearch } from './devices.query.ts'
import { SavedSearches } from './SavedSearches.tsx'
import classes from '../../ui/ListPage.module.css'

type ToolsProps = {
  company: string
  search: DeviceSearch
  onSearch: (search: DeviceSearch) => void
  onSort: (change: DeviceSearch) => void
}

/** Saved searches; on a phone, what the list is sorted by. */
export function DevicesTools({ company, search, onSearch, onSort }: ToolsProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <NativeSelect
        className={classes.sort ?? ''}
        size="xs"
        aria-label={t('list.sortBy')}
        value={`${search.sort ?? 'lastAccess'} ${search.direction ?? 'desc'}`}
        data={deviceSorts.flatMap((sort) =>
          (['desc', 'asc'] as const).map((direction) => ({
            value: `${sort} ${direction}`,
            label: `${t(`devices.sort.${sort}`)} ${direction === 'asc' ? '↑' : '↓'}`,
          })),
        )}
        onChange={(event) => {
          const [sort = '', direction = ''] = event.currentTarget.value.split(' ')
          onSort({ sort, direction })
        }}
      />
      <SavedSearches company={company} search={search} onSearch={onSearch} />
    </div>
  )
}
