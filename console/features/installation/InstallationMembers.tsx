import { useState } from 'react'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { ListFrame } from '../../lib/ListFrame.tsx'
import { useLocale } from '../../lib/locale.ts'
import { ListTotal } from '../../ui/ListTotal.tsx'
import { NamesHidden } from '../../ui/NamesHidden.tsx'
import { NothingFound } from '../../ui/NothingFound.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { countQuery, isFiltered, listOf, listQuery } from './installation.query.ts'
import type { InstallationSearch } from './installation.search.ts'
import { InstallationFilters } from './InstallationFilters.tsx'
import { InstallationList } from './InstallationList.tsx'
import { InstallationOverview } from './InstallationOverview.tsx'
import type { PageProps } from './InstallationPage.tsx'
import { InstallationSort } from './InstallationSort.tsx'
import { InstallationTeams } from './InstallationTeams.tsx'
import classes from './InstallationPage.module.css'

type Selection = { of: string; ids: ReadonlySet<string> }
const nobody: ReadonlySet<string> = new Set()

/** IS-1: the tree of teams, the numbers of the one chosen, and its members. Another filter or sort is another list (pitfall 15). */
export function InstallationMembers({ company, search, onSearch }: PageProps) {
  const [selection, setSelection] = useState<Selection>({ of: '', ids: nobody })
  const of = listOf(search)
  const change = (next: InstallationSearch, replace?: boolean) => onSearch({ ...search, ...next, cursor: '' }, replace)
  return (
    <div className={classes.page}>
      <InstallationTeams company={company} search={search} onChange={change} />
      <div className={classes.main}>
        <InstallationOverview company={company} search={search} />
        <ListCard
          company={company}
          search={search}
          onSearch={onSearch}
          onChange={change}
          selected={selection.of === of ? selection.ids : nobody}
          onSelect={(ids) => setSelection({ of, ids })}
        />
      </div>
    </div>
  )
}

export type ListProps = PageProps & {
  onChange: (change: InstallationSearch, replace?: boolean) => void
  selected: ReadonlySet<string>
  onSelect: (ids: ReadonlySet<string>) => void
}

function ListCard(props: ListProps) {
  const { company, search, onChange } = props
  const query = useQuery(listQuery(company.id, search))
  return (
    <ListFrame
      query={query}
      filters={<InstallationFilters company={company} search={search} onChange={onChange} />}
      renderBar={() => (
        <>
          <Total company={company.id} search={search} />
          <InstallationSort search={search} onSort={onChange} />
        </>
      )}
    >
      {(list) =>
        list.items.length > 0 ? <InstallationList {...props} list={list} /> : <Empty {...props} namesHidden={list.namesHidden} />
      }
    </ListFrame>
  )
}

function Empty({ company, search, onChange, namesHidden }: ListProps & { namesHidden: boolean }) {
  const { t } = useTranslation()
  if (namesHidden) return <NamesHidden title={t('installation.namesHidden')} total={<Total company={company.id} search={search} />} />
  if (!isFiltered(search))
    return (
      <StatePanel
        flat
        icon={<IconUsers size={24} stroke={1.75} />}
        title={t(search.team ? 'installation.tree.nobody' : 'installation.empty')}
      >
        {search.team && search.subteams === 'false' && <p>{t('installation.emptyDirect')}</p>}
      </StatePanel>
    )
  return (
    <NothingFound
      title={t('installation.none')}
      text={t('installation.noneText')}
      onClear={() => onChange({ q: '', mobile: '', pc: '', guide: '' })}
    />
  )
}

/** The exact number, asked for apart: the list does not wait for it. */
function Total({ company, search }: { company: string; search: InstallationSearch }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const total = useQuery(countQuery(company, search)).data?.total
  return (
    <ListTotal text={total === undefined ? undefined : t('installation.total', { count: total, figure: formatCount(total, locale) })} />
  )
}
