import { useState } from 'react'
import { IconSend } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { maxUpdateNotices, type DeviceList, type DeviceRow } from '@muster/contract'
import { mayNotify } from '../../lib/devices.ts'
import { ListPager } from '../../ui/ListPager.tsx'
import { DevicesCards } from './DevicesCards.tsx'
import { DevicesTable } from './DevicesTable.tsx'
import type { ListProps } from './DevicesPage.tsx'
import classes from '../../ui/List.module.css'

/** One page of the list. What is selected stays from page to page, up to 100 (DS-6). */
export function DevicesList({ company, search, list, selected, onSearch, onSelect, onNotify }: ListProps & { list: DeviceList }) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const [full, setFull] = useState(false)
  const may = mayNotify(company)
  const toggle = (rows: readonly DeviceRow[], on: boolean) => {
    const next = new Map(selected)
    for (const row of rows) {
      if (!on) next.delete(row.id)
      else if (next.size < maxUpdateNotices) next.set(row.id, row)
    }
    setFull(on && rows.some(({ id }) => !next.has(id)))
    onSelect(next)
  }
  const Rows = narrow ? DevicesCards : DevicesTable
  return (
    <>
      <Rows
        company={company}
        search={search}
        items={list.items}
        selection={
          may
            ? {
                selected: new Set(list.items.map(({ id }) => id).filter((id) => selected.has(id))),
                onToggle: toggle,
                labelOf: ({ device, member }) => t('devices.select', { model: device.model, name: member.name }),
              }
            : null
        }
        onSort={(sort, direction) => onSearch({ ...search, sort, direction, cursor: '' })}
        onNotify={may ? (row) => onNotify([row]) : undefined}
      />
      {selected.size > 0 && (
        <Bulk
          count={selected.size}
          here={list.items.filter(({ id }) => selected.has(id)).length}
          full={full}
          onNotify={() => onNotify([...selected.values()])}
          onClear={() => toggle([...selected.values()], false)}
        />
      )}
      <ListPager cursor={search.cursor} next={list.next} onCursor={(cursor) => onSearch({ ...search, cursor })} />
    </>
  )
}

type BulkProps = { count: number; here: number; full: boolean; onNotify: () => void; onClear: () => void }

/** DS-6: what is selected, how many of it stand on this page, and the notice to update. */
function Bulk({ count, here, full, onNotify, onClear }: BulkProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.bulk} role="region" aria-label={t('devices.bulk.label')}>
      <strong role="status">{count === here ? t('devices.bulk.here', { count }) : t('devices.bulk.selected', { count, here })}</strong>
      <Button size="compact-sm" leftSection={<IconSend size={15} stroke={1.75} aria-hidden />} onClick={onNotify}>
        {t('devices.notify.title')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('list.unselect')}
      </Button>
      {full && <span role="alert">{t('devices.bulk.full', { count: maxUpdateNotices })}</span>}
    </div>
  )
}
