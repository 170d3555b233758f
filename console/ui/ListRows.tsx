import type { MouseEvent, ReactNode } from 'react'
import { Checkbox } from '@mantine/core'
import '@mantine/core/styles/Checkbox.layer.css'
import { useTranslation } from 'react-i18next'
import classes from './List.module.css'

export type ListSelection<Item> = {
  /** The ids of this page that are selected; null: the role may look only. */
  selected: ReadonlySet<string> | null
  onToggle: (items: readonly Item[], on: boolean) => void
}

type RowsProps<Item> = ListSelection<Item> & {
  /** What the list is called. */
  label: string
  items: readonly Item[]
  /** What selecting a row is called. */
  selectLabel: (item: Item) => string
}

type TableProps<Item> = RowsProps<Item> & {
  /** The heads of the columns, as cells. */
  head: ReactNode
  /** A row's cells. */
  renderRow: (item: Item) => ReactNode
  /** A click on a row where nothing else is meant. */
  onOpen?: (item: Item) => void
}

/** One page of a list as a table. */
export function ListTable<Item extends { id: string }>({ head, renderRow, onOpen, ...props }: TableProps<Item>) {
  const open = (event: MouseEvent, item: Item) => {
    // A click on what does something itself, and the end of marking text, opens nothing.
    if ((event.target as Element).closest('a, button, input, label, [role=dialog]') || getSelection()?.toString()) return
    onOpen?.(item)
  }
  return (
    <div className={classes.scroll} role="region" aria-label={props.label} tabIndex={0}>
      <table className={classes.table} data-still={!onOpen || undefined}>
        <thead>
          <tr>
            {props.selected && (
              <th className={classes.check}>
                <PageCheck {...props} />
              </th>
            )}
            {head}
          </tr>
        </thead>
        <tbody>
          {props.items.map((item) => (
            <tr key={item.id} data-selected={props.selected?.has(item.id) || undefined} onClick={onOpen && ((event) => open(event, item))}>
              {props.selected && (
                <td className={classes.check}>
                  <RowCheck {...props} item={item} />
                </td>
              )}
              {renderRow(item)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The same on a phone: a compact card a row. */
export function ListCards<Item extends { id: string }>({
  renderCard,
  ...props
}: RowsProps<Item> & { renderCard: (item: Item) => ReactNode }) {
  return (
    <>
      {props.selected && (
        <div className={classes.all}>
          <PageCheck {...props} shown />
        </div>
      )}
      <ul className={classes.cards} aria-label={props.label}>
        {props.items.map((item) => (
          <li key={item.id} className={classes.item} data-selected={props.selected?.has(item.id) || undefined}>
            {props.selected && <RowCheck {...props} item={item} className={classes.tick} />}
            <div className={classes.about}>{renderCard(item)}</div>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Pitfall 15: selects what is on this page, and says so. */
function PageCheck<Item>({ items, selected, onToggle, shown = false }: ListSelection<Item> & { items: readonly Item[]; shown?: boolean }) {
  const { t } = useTranslation()
  const count = selected?.size ?? 0
  return (
    <Checkbox
      size="xs"
      {...(shown ? { label: t('list.selectPage') } : { 'aria-label': t('list.selectPage'), title: t('list.selectPage') })}
      checked={count === items.length}
      indeterminate={count > 0 && count < items.length}
      onChange={(event) => onToggle(items, event.currentTarget.checked)}
    />
  )
}

type RowCheckProps<Item> = Omit<RowsProps<Item>, 'label' | 'items'> & { item: Item; className?: string | undefined }

function RowCheck<Item extends { id: string }>({ item, selected, onToggle, selectLabel, className = '' }: RowCheckProps<Item>) {
  return (
    <Checkbox
      size="xs"
      className={className}
      aria-label={selectLabel(item)}
      checked={selected?.has(item.id) ?? false}
      onChange={(event) => onToggle([item], event.currentTarget.checked)}
    />
  )
}
