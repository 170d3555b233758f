import { useState } from 'react'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import type { MemberColumn, MemberList } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { ListSearch } from './memberList.query.ts'
import { previousOf, rememberPage } from './memberList.pages.ts'
import { MembersBulk } from './MembersBulk.tsx'
import { MembersCards } from './MembersCards.tsx'
import { MembersTable } from './MembersTable.tsx'
import type { Refusal } from './RefusedDialog.tsx'
import classes from './MembersList.module.css'

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
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const may = company.permissions.members === 'manage'
  const here = list.items.filter((item) => selected.has(item.id))
  const toggle = (ids: readonly string[], on: boolean) => setSelected(changed(selected, ids, on))
  const Rows = narrow ? MembersCards : MembersTable
  return (
    <>
      <Rows
        company={company}
        search={search}
        items={list.items}
        columns={columns}
        selected={may ? new Set(here.map((item) => item.id)) : null}
        onToggle={toggle}
        onSort={(sort, direction) => onSearch({ ...search, sort, direction, cursor: '' })}
      />
      {here.length > 0 && <MembersBulk company={company} members={here} onDone={() => setSelected(new Set())} onRefused={onRefused} />}
      <Pager search={search} next={list.next} onSearch={onSearch} />
    </>
  )
}

function changed(selected: ReadonlySet<string>, ids: readonly string[], on: boolean): ReadonlySet<string> {
  const next = new Set(selected)
  for (const id of ids) {
    if (on) next.add(id)
    else next.delete(id)
  }
  return next
}

function Pager({ search, next, onSearch }: { search: ListSearch; next: string | null; onSearch: (search: ListSearch) => void }) {
  const { t } = useTranslation()
  if (!search.cursor && !next) return null
  const forward = () => {
    rememberPage(search, next)
    onSearch({ ...search, cursor: next ?? '' })
  }
  return (
    <nav className={classes.pager} aria-label={t('members.pages')}>
      <Button
        variant="default"
        leftSection={<IconChevronLeft size={16} stroke={1.75} aria-hidden />}
        disabled={!search.cursor}
        onClick={() => onSearch({ ...search, cursor: previousOf(search) })}
      >
        {t('members.previous')}
      </Button>
      <Button variant="default" rightSection={<IconChevronRight size={16} stroke={1.75} aria-hidden />} disabled={!next} onClick={forward}>
        {t('members.next')}
      </Button>
    </nav>
  )
}
