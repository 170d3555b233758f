import { useTranslation } from 'react-i18next'
import { installationApps, type InstallationRow, type InstallationSort } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { SortHeading } from '../../ui/ListHeading.tsx'
import { ListTable, type ListSelection } from '../../ui/ListRows.tsx'
import { InstallationAppState, InstallationMember } from './InstallationCell.tsx'
import type { InstallationSearch } from './installation.search.ts'
import classes from '../../ui/List.module.css'
import own from './InstallationCell.module.css'

export type RowsProps = {
  company: AdministeredCompany
  search: InstallationSearch
  items: readonly InstallationRow[]
  /** Null: the role may look only. */
  selection: ListSelection<InstallationRow> | null
  onSort: (sort: InstallationSort, direction: 'asc' | 'desc') => void
}

/** IS-1, IS-2: the list as a table. */
export function InstallationTable({ company, search, items, selection, onSort }: RowsProps) {
  const { t } = useTranslation()
  return (
    <ListTable
      label={t('installation.list')}
      items={items}
      selection={selection}
      head={
        <>
          <Heading sort="name" search={search} onSort={onSort} />
          <th scope="col">{t('installation.column.team')}</th>
          {installationApps.map((app) => (
            <th key={app} scope="col">
              {t(`member.surface.${app}`)}
            </th>
          ))}
          <th scope="col">{t('installation.guide')}</th>
        </>
      }
      renderRow={(row) => (
        <>
          <th scope="row">
            <InstallationMember company={company} row={row} />
          </th>
          <td className={`${classes.quiet} ${own.team}`} title={row.team?.name}>
            {row.team?.name}
          </td>
          {installationApps.map((app) => (
            <td key={app}>
              <InstallationAppState company={company} of={row[app]} />
            </td>
          ))}
          <td className={own.guide} data-blocked={row.guideBlocked !== null || undefined}>
            {row.guideBlocked === null ? t('installation.selectable') : t(`installation.blocked.${row.guideBlocked}`)}
          </td>
        </>
      )}
    />
  )
}

/** The list is sorted by one column, down or up. */
function Heading({ sort, search, onSort }: { sort: InstallationSort } & Pick<RowsProps, 'search' | 'onSort'>) {
  const { t } = useTranslation()
  const [by, direction] = [search.sort ?? 'name', search.direction ?? 'asc']
  const state = by !== sort ? 'none' : direction === 'desc' ? 'descending' : 'ascending'
  return (
    <SortHeading
      title={t(`installation.sort.${sort}`)}
      state={state}
      onPress={() => onSort(sort, state === 'ascending' ? 'desc' : 'asc')}
    />
  )
}
