import { IconServerOff } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { StorageRow } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ListPager } from '../../ui/ListPager.tsx'
import { ListCards, ListTable } from '../../ui/ListRows.tsx'
import { NamesHidden } from '../../ui/NamesHidden.tsx'
import { NothingFound } from '../../ui/NothingFound.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import type { StorageSearch } from './storage.search.ts'
import { StorageAsOf, StorageShare, StorageUsed, StorageWho } from './StorageCell.tsx'
import classes from '../../ui/List.module.css'
import own from './Storage.module.css'

type List = { items: StorageRow[]; next: string | null; total: number; namesHidden: boolean }
type ListProps = { company: AdministeredCompany; search: StorageSearch; list: List; onSearch: (search: StorageSearch) => void }

/** MB-9: one page of those who use the most, or what stands in its place. */
export function StorageList({ company, search, list, onSearch }: ListProps) {
  const { t } = useTranslation()
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  if (list.items.length === 0) return <Empty search={search} list={list} onSearch={onSearch} />
  const rows = { label: t('storage.list'), items: list.items.map((item) => ({ id: item.member.id, ...item })), selection: null }
  return (
    <>
      {narrow ? (
        <ListCards
          {...rows}
          renderCard={(row) => (
            <>
              <StorageWho company={company} row={row} />
              {row.member.team && <span className={classes.quiet}>{row.member.team.name}</span>}
              <span className={own.use}>
                <StorageUsed row={row} />
                <StorageShare row={row} />
              </span>
            </>
          )}
        />
      ) : (
        <ListTable
          {...rows}
          head={
            <>
              <th scope="col">{t('storage.column.member')}</th>
              <th scope="col">{t('storage.column.team')}</th>
              <th scope="col" className={own.number}>
                {t('storage.column.used')}
              </th>
              <th scope="col">{t('storage.column.share')}</th>
              <th scope="col">{t('storage.column.asOf')}</th>
            </>
          }
          renderRow={(row) => (
            <>
              <th scope="row">
                <StorageWho company={company} row={row} />
              </th>
              <td className={own.team} title={row.member.team?.name}>
                {row.member.team?.name}
              </td>
              <td className={own.number}>
                <StorageUsed row={row} />
              </td>
              <td>
                <StorageShare row={row} />
              </td>
              <td className={own.asOf}>
                <StorageAsOf zone={company.zone} row={row} />
              </td>
            </>
          )}
        />
      )}
      <ListPager cursor={search.cursor} next={list.next} onCursor={(cursor) => onSearch({ ...search, cursor })} />
    </>
  )
}

function Empty({ search, list, onSearch }: Omit<ListProps, 'company'>) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (list.namesHidden)
    return (
      <NamesHidden
        title={t('member.namesHidden')}
        total={t('storage.total', { count: list.total, figure: formatCount(list.total, locale) })}
      />
    )
  if (search.filled) return <NothingFound title={t('storage.none')} onClear={() => onSearch({ ...search, filled: '', cursor: '' })} />
  return <StatePanel flat icon={<IconServerOff size={24} stroke={1.75} />} title={t('storage.unknown')} />
}
