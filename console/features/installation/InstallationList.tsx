import { useMediaQuery } from '@mantine/hooks'
import type { InstallationList as List } from '@muster/contract'
import { ListPager } from '../../ui/ListPager.tsx'
import { InstallationCards } from './InstallationCards.tsx'
import type { ListProps } from './InstallationMembers.tsx'
import { InstallationTable } from './InstallationTable.tsx'

/** One page of the list. */
export function InstallationList({ company, search, list, onSearch }: ListProps & { list: List }) {
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const Rows = narrow ? InstallationCards : InstallationTable
  return (
    <>
      <Rows
        company={company}
        search={search}
        items={list.items}
        onSort={(sort, direction) => onSearch({ ...search, sort, direction, cursor: '' })}
      />
      <ListPager cursor={search.cursor} next={list.next} onCursor={(cursor) => onSearch({ ...search, cursor })} />
    </>
  )
}
