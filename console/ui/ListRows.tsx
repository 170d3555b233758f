import type { MouseEvent, ReactNode } from 'react'
import { Checkbox } from '@mantine/core'
import '@mantine/core/styles/Checkbox.layer.css'
import { useTranslation } from 'react-i18next'
import classes from './List.module.css'

export type ListSelection<Item> = {
  /** The ids of this page that are selected. */
  selected: ReadonlySet<string>
  onToggle: (items: readonly Item[], on: boolean) => void
  /** What selecting a row is called. */
  labelOf: (item: Item) => string
  /** Why a row cannot be selected, in the server's word; undefined: it can. */
  whyNot?: (item: Item) => string | undefined
}

type RowsProps<Item> = {
  /** What the list is called. */
  label: string
  items: readonly Item[]
  /** Null: nothing can be selected, or the role may look only. */
  selection: ListSelection<Item> | null
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
export function ListTable<Item extends { id: string }>({ label, items, selection, head, renderRow, onOpen }: TableProps<Item>) {
  const open = (event: MouseEvent, item: Item) => {
    // A click on what does something itself, and the end of marking text, opens nothing.
    if ((event.target as Element).closest('a, button, input, label, [role=dialog]') || getSelection()?.toString()) return
    onOpen?.(item)
  }
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table} data-still={!onOpen || undefined}>
        <thead>
          <tr>
            {selection && (
              <th className={classes.check}>
                <PageCheck {...selection} items={items} />
              </th>
            )}
            {head}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr
              key={item.id}
              data-selected={selection?.selected.has(item.id) || undefined}
              onClick={onOpen && ((event) => open(event, item))}
            >
              {selection && (
                <td className={classes.check}>
                  <RowCheck {...selection} item={item} />
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

type CardsProps<Item> = RowsProps<Item> & { /** What a row's card says. */ renderCard: (item: Item) => ReactNode }

/** The same on a phone: a compact card a row. */
export function ListCards<Item extends { id: string }>({ label, items, selection, renderCard }: CardsProps<Item>) {
  return (
    <>
      {selection && (
        <div className={classes.all}>
          <PageCheck {...selection} items={items} shown />
        </div>
      )}
      <ul className={classes.cards} aria-label={label}>
        {items.map((item) => (
          <li key={item.id} className={classes.item} data-selected={selection?.selected.has(item.id) || undefined}>
            {selection && <RowCheck {...selection} item={item} className={classes.tick} />}
            <div className={classes.about}>{renderCard(item)}</div>
          </li>
        ))}
      </ul>
    </>
  )
}

type PageCheckProps<Item> = ListSelection<Item> & { items: readonly Item[]; /** Its label is read beside it. */ shown?: boolean }

/** Pitfall 15: selects what can be selected on this page, and says so. */
function PageCheck<Item>({ items, selected, onToggle, whyNot, shown = false }: PageCheckProps<Item>) {
  const { t } = useTranslation()
  const selectable = items.filter((item) => whyNot?.(item) === undefined)
  return (
    <Checkbox
      size="xs"
      {...(shown ? { label: t('list.selectPage') } : { 'aria-label': t('list.selectPage'), title: t('list.selectPage') })}
      disabled={selectable.length === 0}
      checked={selectable.length > 0 && selected.size === selectable.length}
      indeterminate={selected.size > 0 && selected.size < selectable.length}
      onChange={(event) => onToggle(selectable, event.currentTarget.checked)}
    />
  )
}

type RowCheckProps<Item> = ListSelection<Item> & { item: Item; className?: string | undefined }

function RowCheck<Item extends { id: string }>({ item, selected, onToggle, labelOf, whyNot, className = '' }: RowCheckProps<Item>) {
  const why = whyNot?.(item)
  return (
    <Checkbox
      size="xs"
      className={className}
      aria-label={labelOf(item)}
      title={why}
      disabled={why !== undefined}
      checked={selected.has(item.id)}
      onChange={(event) => onToggle([item], event.currentTarget.checked)}
    />
  )
}
