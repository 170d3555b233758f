import type { ReactNode } from 'react'
import { IconChevronDown } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import classes from './OpeningTable.module.css'

type TableProps = {
  className: string
  columns: readonly { key: string; title: string }[]
  /** What the column of the buttons is called. */
  details: string
  children: ReactNode
}

/** A table whose rows each open to what more is known. How a row is laid out on a phone, its own style says (`data-part`). */
export function OpeningTable({ className, columns, details, children }: TableProps) {
  return (
    <table className={`${classes.table} ${className}`}>
      <thead>
        <tr>
          {columns.map(({ key, title }) => (
            <th key={key} scope="col" data-column={key}>
              {title}
            </th>
          ))}
          <th scope="col" data-part="toggle">
            <span className={classes.silent}>{details}</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

type RowProps = {
  /** Of the details, on the page. */
  id: string
  open: boolean
  /** What the button says to whoever does not see it. */
  label: string
  /** The row's cells, so many as the table has columns. */
  cells: ReactNode
  columns: number
  onToggle: () => void
  /** What stands beneath the row while it is open. */
  children: ReactNode
}

/** One row of an {@link OpeningTable}. */
export function OpeningRow({ id, open, label, cells, columns, onToggle, children }: RowProps) {
  return (
    <>
      <tr className={classes.row} data-part="row" data-open={open || undefined}>
        {cells}
        <td data-part="toggle">
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onToggle}
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            aria-label={label}
          >
            <IconChevronDown size={18} stroke={1.75} className={classes.chevron} />
          </ActionIcon>
        </td>
      </tr>
      {open && (
        <tr className={classes.details} data-part="details" id={id}>
          <td colSpan={columns + 1}>{children}</td>
        </tr>
      )}
    </>
  )
}
