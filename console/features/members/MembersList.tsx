import { useState } from 'react'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { MemberColumn, MemberList } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ListPager } from '../../ui/ListPager.tsx'
import type { ListSearch } from './memberList.search.ts'
import { MembersBulk } from './MembersBulk.tsx'
import { MembersCards } from './MembersCards.tsx'
import { MembersTable } from './MembersTable.tsx'
import type { Refusal } from './RefusedDialog.tsx'

type ListProps = {
  company: AdministeredCompany
  search: ListSearch
  list: MemberList
  columns: readonly MemberColumn[]
  onSearch: (search: ListSearch) => void
  onRefused: (refusal: Refusal) => void
}

/** One page of the list. Its selection is of this page, and goes with it (pitfall 15). */
export function MembersList({ company, search, list, columns, onSearch, onRefused }: ListProps) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const may = company.permissions.members === 'manage'
  const here = list.items.filter((item) => selected.has(item.id))
  const toggle = (members: readonly { id: string }[], on: boolean) => setSelected(changed(selected, members, on))
  const Rows = narrow ? MembersCards : MembersTable
  return (
    <>
      <Rows
        company={company}
        search={search}
        items={list.items}
        columns={columns}
        selection={
          may
            ? {
                selected: new Set(here.map((item) => item.id)),
                onToggle: toggle,
                labelOf: ({ name }) => t('members.select', { name }),
              }
            : null
        }
        onSort={(sort, direction) => onSearch({ ...search, sort, direction, cursor: '' })}
      />
      {here.length > 0 && <MembersBulk company={company} members={here} onDone={() => setSelected(new Set())} onRefused={onRefused} />}
      <ListPager cursor={search.cursor} next={list.next} onCursor={(cursor) => onSearch({ ...search, cursor })} />
    </>
  )
}

function changed(selected: ReadonlySet<string>, members: readonly { id: string }[], on: boolean): ReadonlySet<string> {
  const next = new Set(selected)
  for (const { id } of members) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}
