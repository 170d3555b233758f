import { useTranslation } from 'react-i18next'
import { installationSorts } from '@muster/contract'
import { SortSelect } from '../../ui/SortSelect.tsx'
import type { InstallationSearch } from './installation.search.ts'
import classes from '../../ui/ListPage.module.css'

/** On a phone, what the list is sorted by. */
export function InstallationSort({ search, onSort }: { search: InstallationSearch; onSort: (change: InstallationSearch) => void }) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <SortSelect
        sorts={installationSorts.map((sort) => ({ sort, label: t(`installation.sort.${sort}`) }))}
        sort={search.sort ?? 'name'}
        direction={search.direction ?? 'asc'}
        first="asc"
        onSort={(sort, direction) => onSort({ sort, direction })}
      />
    </div>
  )
}
