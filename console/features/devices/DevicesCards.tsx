import { useTranslation } from 'react-i18next'
import { ListCards } from '../../ui/ListRows.tsx'
import { DeviceAccess, DeviceAppVersion, DeviceModel, DeviceSystem, DeviceUser } from './DevicesCell.tsx'
import type { RowsProps } from './DevicesTable.tsx'
import classes from '../../ui/List.module.css'

/** The list on a phone: a compact card a device row. */
export function DevicesCards({ company, search, items, selection, onNotify }: RowsProps) {
  const { t } = useTranslation()
  return (
    <ListCards
      label={t('devices.list')}
      items={items}
      selection={selection}
      renderCard={(row) => (
        <>
          <DeviceModel company={company.id} search={search} row={row} />
          <DeviceUser company={company} row={row} />
          <dl className={classes.facts}>
            <div>
              <dt>{t('devices.filter.os')}</dt>
              <dd>
                <DeviceSystem row={row} />
              </dd>
            </div>
            <div>
              <dt>{t('devices.column.lastAccess')}</dt>
              <dd>
                <DeviceAccess zone={company.zone} row={row} />
              </dd>
            </div>
          </dl>
          <DeviceAppVersion zone={company.zone} row={row} onNotify={onNotify} />
        </>
      )}
    />
  )
}
