import { useState } from 'react'
import { IconMailForward } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import { maxGuideMembers, type InstallationList as List, type InstallationRow } from '@muster/contract'
import { ListPager } from '../../ui/ListPager.tsx'
import { InstallationCards } from './InstallationCards.tsx'
import type { ListProps } from './InstallationMembers.tsx'
import { InstallationTable } from './InstallationTable.tsx'
import { SendGuideDialog } from './SendGuideDialog.tsx'
import classes from '../../ui/List.module.css'

/** One page of the list. Whoever is selected stays selected from page to page (IS-3). */
export function InstallationList({ company, search, list, selected, onSearch, onSelect }: ListProps & { list: List }) {
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const [full, setFull] = useState(false)
  const [asked, setAsked] = useState(false)
  const { t } = useTranslation()
  const may = company.permissions.installation === 'manage'
  const toggle = (rows: readonly InstallationRow[], on: boolean) => {
    const next = new Set(selected)
    for (const { id, guideBlocked } of rows) {
      if (!on) next.delete(id)
      else if (guideBlocked === null && next.size < maxGuideMembers) next.add(id)
    }
    setFull(on && rows.some(({ id, guideBlocked }) => guideBlocked === null && !next.has(id)))
    onSelect(next)
  }
  const Rows = narrow ? InstallationCards : InstallationTable
  return (
    <>
      <Rows
        company={company}
        search={search}
        items={list.items}
        selection={
          may
            ? {
                selected: new Set(list.items.flatMap(({ id }) => (selected.has(id) ? [id] : []))),
                onToggle: toggle,
                labelOf: ({ name, guideBlocked }) =>
                  guideBlocked === null
                    ? t('installation.select', { name })
                    : t('installation.notSelectable', { name, why: t(`installation.blocked.${guideBlocked}`) }),
                whyNot: ({ guideBlocked }) => (guideBlocked === null ? undefined : t(`installation.blocked.${guideBlocked}`)),
              }
            : null
        }
        onSort={(sort, direction) => onSearch({ ...search, sort, direction, cursor: '' })}
      />
      {selected.size > 0 && (
        <Bulk
          count={selected.size}
          here={list.items.filter(({ id }) => selected.has(id)).length}
          full={full}
          onSend={() => setAsked(true)}
          onClear={() => onSelect(new Set())}
        />
      )}
      <ListPager cursor={search.cursor} next={list.next} onCursor={(cursor) => onSearch({ ...search, cursor })} />
      {asked && (
        <SendGuideDialog
          company={company}
          members={[...selected]}
          onSent={() => onSearch({ view: 'sends' })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  )
}

type BulkProps = { count: number; here: number; full: boolean; onSend: () => void; onClear: () => void }

/** IS-3: how many are selected, how many of them stand on this page, and the guide. */
function Bulk({ count, here, full, onSend, onClear }: BulkProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.bulk} role="region" aria-label={t('installation.bulk')}>
      <strong role="status">
        {count === here ? t('installation.selectedHere', { count }) : t('installation.selected', { count, here })}
      </strong>
      <Button size="compact-sm" leftSection={<IconMailForward size={15} stroke={1.75} aria-hidden />} onClick={onSend}>
        {t('installation.send.title')}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={onClear}>
        {t('list.unselect')}
      </Button>
      {full && <span role="alert">{t('installation.full', { count: maxGuideMembers })}</span>}
    </div>
  )
}
