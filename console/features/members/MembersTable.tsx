import { Checkbox } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import type { ListedMember, MemberColumn, MemberSort } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { SortHeading } from '../../ui/ListHeading.tsx'
import { sortOf } from './memberList.columns.ts'
import type { ListSearch } from './memberList.query.ts'
import { MembersCell, MembersWho } from './MembersCell.tsx'
import classes from '../../ui/List.module.css'

export type RowsProps = {
  company: AdministeredCompany
  search: ListSearch
  items: readonly ListedMember[]
  columns: readonly MemberColumn[]
  /** Null: the role may look only. */
  selected: ReadonlySet<string> | null
  onToggle: (ids: readonly string[], on: boolean) => void
  onSort: (sort: MemberSort, direction: 'asc' | 'desc' | '') => void
}

/** The list as a table. */
export function MembersTable({ company, search, items, columns, selected, onToggle, onSort }: RowsProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const ids = items.map((item) => item.id)
  const open = (event: React.MouseEvent, id: string) => {
    // A click on what does something itself, and the end of marking text, opens nothing.
    if ((event.target as Element).closest('a, button, input, label, [role=dialog]') || getSelection()?.toString()) return
    void navigate({ to: pages.member, params: { member: id }, search: { company: company.id } })
  }
  return (
    <div className={classes.scroll} role="region" aria-label={t('members.list')} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            {selected && (
              <th className={classes.check}>
                <Checkbox
                  size="xs"
                  aria-label={t('list.selectPage')}
                  title={t('list.selectPage')}
                  checked={selected.size === ids.length}
                  indeterminate={selected.size > 0 && selected.size < ids.length}
                  onChange={(event) => onToggle(ids, event.currentTarget.checked)}
                />
              </th>
            )}
            {(['name', ...columns] as const).map((column) => (
              <Heading key={column} column={column} search={search} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={item.id} data-selected={selected?.has(item.id) || undefined} onClick={(event) => open(event, item.id)}>
              {selected && (
                <td className={classes.check}>
                  <Checkbox
                    size="xs"
                    aria-label={t('members.select', { name: item.name })}
                    checked={selected.has(item.id)}
                    onChange={(event) => onToggle([item.id], event.currentTarget.checked)}
                  />
                </td>
              )}
              <th scope="row" className={classes.name}>
                <MembersWho company={company} member={item} />
              </th>
              {columns.map((column) => (
                <td key={column} data-column={column}>
                  <MembersCell company={company} member={item} column={column} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type HeadingProps = { column: MemberColumn | 'name'; search: ListSearch; onSort: RowsProps['onSort'] }

/** A column's head; one that sorts goes up, down, and back to the order of the organization. */
function Heading({ column, search, onSort }: HeadingProps) {
  const { t } = useTranslation()
  const sort = sortOf[column]
  const title = t(`members.column.${column}`)
  if (!sort) return <th scope="col">{title}</th>
  const state = search.sort === sort ? (search.direction === 'desc' ? 'descending' : 'ascending') : 'none'
  const press = () => {
    if (state === 'descending') onSort('order', '')
    else onSort(sort, state === 'ascending' ? 'desc' : 'asc')
  }
  return <SortHeading title={title} state={state} onPress={press} />
}
