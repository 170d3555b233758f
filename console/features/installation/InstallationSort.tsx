import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { installationSorts } from '@muster/contract'
import type { InstallationSearch } from './installation.query.ts'
import classes from '../../ui/ListPage.module.css'

/** On a phone, what the list is sorted by. */
export function InstallationSort({ search, onSort }: { search: InstallationSearch; onSort: (change: InstallationSearch) => void }) {
  const { t } = useTranslation()
  return (
    <div className={classes.tools}>
      <NativeSelect
        className={classes.sort ?? ''}
        size="xs"
        aria-label={t('list.sortBy')}
        value={`${search.sort ?? 'name'} ${search.direction ?? 'asc'}`}
        data={installationSorts.flatMap((sort) =>
          (['asc', 'desc'] as const).map((direction) => ({
            value: `${sort} ${direction}`,
            label: `${t(`installation.sort.${sort}`)} ${direction === 'asc' ? '↑' : '↓'}`,
          })),
        )}
        onChange={(event) => {
          const [sort = '', direction = ''] = event.currentTarget.value.split(' ')
          onSort({ sort, direction })
        }}
      />
    </div>
  )
}
