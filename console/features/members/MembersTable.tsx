import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ListedMember, MemberColumn, MemberSort } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { pages } from '../../paths.ts'
import { SortHeading } from '../../ui/ListHeading.tsx'
import { ListTable, type ListSelection } from '../../ui/ListRows.tsx'
import { sortOf } from './memberList.columns.ts'
import type { ListSearch } from './memberList.search.ts'
import { MembersCell, MembersWho } from './MembersCell.tsx'
import classes from '../../ui/List.module.css'

export type RowsProps = {
  company: AdministeredCompany
  search: ListSearch
  items: readonly ListedMember[]
  columns: readonly MemberColumn[]
  /** Null: the role may look only. */
  selection: ListSelection<ListedMember> | null
  onSort: (sort: MemberSort, direction: 'asc' | 'desc' | '') => void
}

/** The list as a table. */
export function MembersTable({ company, search, items, columns, onSort, selection }: RowsProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <ListTable
      selection={selection}
      label={t('members.list')}
      items={items}
      onOpen={({ id }) => void navigate({ to: pages.member, params: { member: id }, search: { company: company.id } })}
      head={(['name', ...columns] as const).map((column) => (
        <Heading key={column} column={column} search={search} onSort={onSort} />
      ))}
      renderRow={(item) => (
        <>
          <th scope="row" className={classes.name}>
            <MembersWho company={company} member={item} />
          </th>
          {columns.map((column) => (
            <td key={column} data-column={column}>
              <MembersCell company={company} member={item} column={column} />
            </td>
          ))}
        </>
      )}
    />
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
