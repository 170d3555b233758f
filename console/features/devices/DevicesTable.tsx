import { useTranslation } from 'react-i18next'
import type { DeviceRow, DeviceSort } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { SortHeading } from '../../ui/ListHeading.tsx'
import { ListTable, type ListSelection } from '../../ui/ListRows.tsx'
import { DeviceAccess, DeviceAppVersion, DeviceModel, DeviceSystem, DeviceUser } from './DevicesCell.tsx'
import type { DeviceSearch } from './devices.search.ts'
import own from './DevicesCell.module.css'

export type RowsProps = {
  company: AdministeredCompany
  search: DeviceSearch
  items: readonly DeviceRow[]
  /** Null: the role may look only. */
  selection: ListSelection<DeviceRow> | null
  onSort: (sort: DeviceSort, direction: 'asc' | 'desc') => void
  onNotify: ((row: DeviceRow) => void) | undefined
}

/** DS-2: the list as a table. */
export function DevicesTable({ company, search, items, onSort, onNotify, selection }: RowsProps) {
  const { t } = useTranslation()
  // Which of the two there are, the mode of MDM says (DS-2).
  const withProfile = items.some(({ profile }) => profile !== null)
  const withVendorId = items.some(({ device }) => device.vendorId !== null)
  const heading = (sort: DeviceSort) => <Heading sort={sort} search={search} onSort={onSort} />
  return (
    <ListTable
      selection={selection}
      label={t('devices.list')}
      items={items}
      head={
        <>
          {heading('model')}
          <th scope="col">{t('devices.column.user')}</th>
          {heading('osVersion')}
          {heading('appVersion')}
          {heading('lastAccess')}
          {withProfile && <th scope="col">{t('devices.column.profile')}</th>}
          {withVendorId && <th scope="col">{t('devices.column.vendorId')}</th>}
        </>
      }
      renderRow={(row) => (
        <>
          <th scope="row">
            <DeviceModel company={company.id} search={search} row={row} />
          </th>
          <td>
            <DeviceUser company={company} row={row} />
          </td>
          <td>
            <DeviceSystem row={row} />
          </td>
          <td>
            <DeviceAppVersion zone={company.zone} row={row} onNotify={onNotify} />
          </td>
          <td>
            <DeviceAccess zone={company.zone} row={row} />
          </td>
          {withProfile && <td>{row.profile && t(`devices.profile.${row.profile}`)}</td>}
          {withVendorId && (
            <td className={own.vendor} title={row.device.vendorId ?? ''}>
              {row.device.vendorId}
            </td>
          )}
        </>
      )}
    />
  )
}

/** The list is sorted by one column, down or up. */
function Heading({ sort, search, onSort }: { sort: DeviceSort } & Pick<RowsProps, 'search' | 'onSort'>) {
  const { t } = useTranslation()
  const [by, direction] = [search.sort ?? 'lastAccess', search.direction ?? 'desc']
  const state = by !== sort ? 'none' : direction === 'desc' ? 'descending' : 'ascending'
  const first = sort === 'lastAccess' ? 'desc' : 'asc'
  const next = state === 'none' ? first : state === 'ascending' ? 'desc' : 'asc'
  return <SortHeading title={t(`devices.column.${sort}`)} state={state} onPress={() => onSort(sort, next)} />
}
