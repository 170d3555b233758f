import { useState } from 'react'
import { memberColumns, type MemberColumn, type MemberSort } from '@muster/contract'

/** Columns that are there until somebody chooses. */
const usual: readonly MemberColumn[] = ['login', 'state', 'team', 'position', 'level', 'lastUse']
/** What a column sorts by, where it does. */
export const sortOf: Partial<Record<MemberColumn | 'name', MemberSort>> = {
  name: 'name',
  login: 'login',
  employeeNumber: 'employeeNumber',
  lastUse: 'lastUse',
  createdAt: 'createdAt',
}

const place = 'muster.members.columns'

function stored(): readonly MemberColumn[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
    return Array.isArray(kept) ? memberColumns.filter((column) => kept.includes(column)) : usual
  } catch {
    return usual
  }
}

/** The columns of this browser's choice. */
export function useColumns() {
  const [columns, setColumns] = useState(stored)
  const toggle = (column: MemberColumn) => {
    const next = memberColumns.filter((c) => (c === column ? !columns.includes(c) : columns.includes(c)))
    setColumns(next)
    try {
      localStorage.setItem(place, JSON.stringify(next))
    } catch {
      // A browser that keeps nothing shows the choice until the page is left.
    }
  }
  return [columns, toggle] as const
}
