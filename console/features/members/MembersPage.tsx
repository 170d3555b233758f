import { useEffect, useState } from 'react'
import { IconUsersPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MemberList } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { ListFrame } from '../../lib/ListFrame.tsx'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ListTotal } from '../../ui/ListTotal.tsx'
import { NamesHidden } from '../../ui/NamesHidden.tsx'
import { NothingFound } from '../../ui/NothingFound.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { useColumns } from './memberList.columns.ts'
import { rememberList } from './memberList.pages.ts'
import { countQuery, isFiltered, listQuery } from './memberList.query.ts'
import type { ListSearch } from './memberList.search.ts'
import { MembersCounts } from './MembersCounts.tsx'
import { MembersFilters } from './MembersFilters.tsx'
import { MembersList } from './MembersList.tsx'
import { MembersTools } from './MembersTools.tsx'
import { RefusedDialog, type Refusal } from './RefusedDialog.tsx'
import { RegisterMenu } from './RegisterMenu.tsx'

/** Another filter or sort is another list: it starts at its first page, with nothing selected (pitfall 15). */
type PageProps = { company: AdministeredCompany; search: ListSearch; onSearch: (search: ListSearch, replace?: boolean) => void }

/** Members: how many there are, in which states, and the list. */
export function MembersPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const query = useQuery(listQuery(company.id, search))
  const [columns, toggle] = useColumns()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  useEffect(() => rememberList(company.id, search), [company.id, search])
  const change = (next: ListSearch, replace?: boolean) => onSearch({ ...search, ...next, cursor: '' }, replace)
  const count = useCount(company.id, search, query.data)
  return (
    <>
      <PageHead title={t('nav.members')} aside={<RegisterMenu company={company} />} />
      <MembersCounts company={company.id} search={search} />
      <ListFrame
        query={query}
        filters={<MembersFilters company={company.id} search={search} searchable={company.seesNames} onChange={change} />}
        renderBar={() => (
          <>
            <Total count={count} />
            <MembersTools company={company.id} search={search} columns={columns} count={count} onColumn={toggle} onSort={change} />
          </>
        )}
      >
        {(list) => <Body company={company} search={search} list={list} columns={columns} onSearch={onSearch} onRefused={setRefusal} />}
      </ListFrame>
      {refusal && <RefusedDialog {...refusal} onClose={() => setRefusal(null)} />}
    </>
  )
}

function Body(props: PageProps & Pick<Parameters<typeof MembersList>[0], 'list' | 'columns' | 'onRefused'>) {
  const { t } = useTranslation()
  const { company, search, list, onSearch } = props
  if (list.namesHidden) return <TotalOnly company={company.id} search={search} list={list} />
  if (list.items.length > 0) return <MembersList key={JSON.stringify(search)} {...props} />
  if (isFiltered(search)) return <NothingFound title={t('members.none')} text={t('members.noneText')} onClear={() => onSearch({})} />
  return (
    <StatePanel flat icon={<IconUsersPlus size={24} stroke={1.75} />} title={t('members.empty')}>
      <p>{t('members.emptyText')}</p>
    </StatePanel>
  )
}

/** P-2, pitfall 36: totals, no names. */
function TotalOnly({ company, search, list }: { company: string; search: ListSearch; list: MemberList }) {
  const { t } = useTranslation()
  const count = useCount(company, search, list)
  return <NamesHidden title={t('member.namesHidden')} total={<Total count={count} />} />
}

/** The exact number; counted apart where the list does not wait for it. */
function useCount(company: string, search: ListSearch, list: MemberList | undefined): number | undefined {
  const apart = useQuery({ ...countQuery(company, search), enabled: list?.total === null })
  return list?.total ?? apart.data?.total
}

function Total({ count }: { count: number | undefined }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return <ListTotal text={count === undefined ? undefined : t('members.total', { count, figure: formatCount(count, locale) })} />
}
