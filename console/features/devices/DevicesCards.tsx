import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import { DeviceAccess, DeviceAppVersion, DeviceModel, DeviceSystem, DeviceUser } from './DevicesCell.tsx'
import type { RowsProps } from './DevicesTable.tsx'
import classes from '../../ui/List.module.css'

/** The list on a phone: a compact card a device row. */
export function DevicesCards({ company, search, items, selected, onToggle, onNotify }: RowsProps) {
  const { t } = useTranslation()
  return (
    <>
      {selected && (
        <div className={classes.all}>
          <Checkbox
            size="xs"
            label={t('list.selectPage')}
            checked={selected.size === items.length}
            indeterminate={selected.size > 0 && selected.size < items.length}
            onChange={(event) => onToggle(items, event.currentTarget.checked)}
          />
        </div>
      )}
      <ul className={classes.cards} aria-label={t('devices.list')}>
        {items.map((row) => (
          <li key={row.id} className={classes.item} data-selected={selected?.has(row.id) || undefined}>
            {selected && (
              <Checkbox
                size="xs"
                className={classes.tick ?? ''}
                aria-label={t('devices.select', { model: row.device.model, name: row.member.name })}
                checked={selected.has(row.id)}
                onChange={(event) => onToggle([row], event.currentTarget.checked)}
              />
            )}
            <div className={classes.about}>
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
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}
