import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import type { DeviceRow, DeviceSort } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { SortHeading } from '../../ui/ListHeading.tsx'
import { DeviceAccess, DeviceAppVersion, DeviceModel, DeviceSystem, DeviceUser } from './DevicesCell.tsx'
import type { DeviceSearch } from './devices.query.ts'
import classes from '../../ui/List.module.css'
import own from './DevicesCell.module.css'

export type RowsProps = {
  company: AdministeredCompany
  search: DeviceSearch
  items: readonly DeviceRow[]
  /** Those of this page; null: the role may look only. */
  selected: ReadonlySet<string> | null
  onToggle: (rows: readonly DeviceRow[], on: boolean) => void
  onSort: (sort: DeviceSort, direction: 'asc' | 'desc') => void
  onNotify: ((row: DeviceRow) => void) | undefined
}

/** DS-2: the list as a table. */
export function DevicesTable({ company, search, items, selected, onToggle, onSort, onNotify }: RowsProps) {
  const { t } = useTranslation()
  // Which of the two there are, the mode of MDM says (DS-2).
  const withProfile = items.some(({ profile }) => profile !== null)
  const withVendorId = items.some(({ device }) => device.vendorId !== null)
  const heading = (sort: DeviceSort) => <Heading sort={sort} search={search} onSort={onSort} />
  return (
    <div className={classes.scroll} role="region" aria-label={t('devices.list')} tabIndex={0}>
      <table className={classes.table} data-still>
        <thead>
          <tr>
            {selected && (
              <th className={classes.check}>
                <Checkbox
                  size="xs"
                  aria-label={t('list.selectPage')}
                  title={t('list.selectPage')}
                  checked={selected.size === items.length}
                  indeterminate={selected.size > 0 && selected.size < items.length}
                  onChange={(event) => onToggle(items, event.currentTarget.checked)}
                />
              </th>
            )}
            {heading('model')}
            <th scope="col">{t('devices.column.user')}</th>
            {heading('osVersion')}
            {heading('appVersion')}
            {heading('lastAccess')}
            {withProfile && <th scope="col">{t('devices.column.profile')}</th>}
            {withVendorId && <th scope="col">{t('devices.column.vendorId')}</th>}
          </tr>
        </thead>
        <tbody>
          {items.map((row) => (
            <tr key={row.id} data-selected={selected?.has(row.id) || undefined}>
              {selected && (
                <td className={classes.check}>
                  <Checkbox
                    size="xs"
                    aria-label={t('devices.select', { model: row.device.model, name: row.member.name })}
                    checked={selected.has(row.id)}
                    onChange={(event) => onToggle([row], event.currentTarget.checked)}
                  />
                </td>
              )}
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
            </tr>
          ))}
        </tbody>
      </table>
    </div>
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
