import { lazy, Suspense, useState } from 'react'
import { IconDeviceMobileOff, IconVersions } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { ListFrame } from '../../lib/ListFrame.tsx'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { ListTotal } from '../../ui/ListTotal.tsx'
import { NamesHidden } from '../../ui/NamesHidden.tsx'
import { NothingFound } from '../../ui/NothingFound.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { countQuery, isFiltered, listOf, listQuery, tabOfSearch } from './devices.query.ts'
import type { DeviceSearch } from './devices.search.ts'
import { DevicesCounts } from './DevicesCounts.tsx'
import { DevicesFilters } from './DevicesFilters.tsx'
import { DevicesList } from './DevicesList.tsx'
import { DevicesTabs } from './DevicesTabs.tsx'
import { DevicesVersions } from './DevicesVersions.tsx'
import { DevicesTools } from './DevicesTools.tsx'

const DeviceDrawer = lazy(async () => ({ default: (await import('./DeviceDrawer.tsx')).DeviceDrawer }))
const VersionsDialog = lazy(async () => ({ default: (await import('./VersionsDialog.tsx')).VersionsDialog }))
const UpdateNoticesDialog = lazy(async () => ({ default: (await import('../../lib/UpdateNotices.tsx')).UpdateNoticesDialog }))

/** Another filter or sort is another list: it starts at its first page, with nothing selected (pitfall 15). */
export type PageProps = {
  company: AdministeredCompany
  search: DeviceSearch
  onSearch: (search: DeviceSearch, replace?: boolean) => void
}
type Selection = { of: string; rows: ReadonlyMap<string, DeviceRow> }
const nothing: ReadonlyMap<string, DeviceRow> = new Map()

/** Security › Device status (DS-1 … DS-9): every device that ever connected, what it runs, and the notice to update it. */
export function DevicesPage({ company, search, onSearch }: PageProps) {
  const { t } = useTranslation()
  const [selection, setSelection] = useState<Selection>({ of: '', rows: nothing })
  const [asked, setAsked] = useState<readonly DeviceRow[] | 'versions' | null>(null)
  const of = listOf(search)
  const selected = selection.of === of ? selection.rows : nothing
  const { device: _, ...list } = search
  const change = (next: DeviceSearch, replace?: boolean) => onSearch({ ...list, ...next, cursor: '' }, replace)
  return (
    <>
      <PageHead
        title={t('nav.devices')}
        aside={
          <Button variant="default" leftSection={<IconVersions size={17} stroke={1.75} aria-hidden />} onClick={() => setAsked('versions')}>
            {t('devices.versions.title')}
          </Button>
        }
      >
        {t('devices.lead')}
      </PageHead>
      <DevicesTabs company={company.id} tab={tabOfSearch(search)} />
      <DevicesCounts company={company.id} search={search} />
      <DevicesVersions company={company.id} tab={tabOfSearch(search)} />
      <ListCard
        company={company}
        search={search}
        onSearch={onSearch}
        onChange={change}
        selected={selected}
        onSelect={(rows) => setSelection({ of, rows })}
        onNotify={setAsked}
      />
      <Suspense>
        {search.device && (
          <DeviceDrawer
            company={company}
            device={search.device}
            covered={asked !== null}
            onNotify={setAsked}
            onClose={() => onSearch(list)}
          />
        )}
      </Suspense>
      {/* Of its own: what is on its way takes the drawer beneath it, and the focus there, away with it. */}
      <Suspense>
        {asked === 'versions' && <VersionsDialog company={company} onClose={() => setAsked(null)} />}
        {asked !== null && asked !== 'versions' && (
          <UpdateNoticesDialog
            company={company.id}
            rows={asked}
            onSent={() => setSelection({ of, rows: nothing })}
            onClose={() => setAsked(null)}
          />
        )}
      </Suspense>
    </>
  )
}

export type ListProps = PageProps & {
  selected: ReadonlyMap<string, DeviceRow>
  onSelect: (rows: ReadonlyMap<string, DeviceRow>) => void
  onNotify: (rows: readonly DeviceRow[]) => void
}

function ListCard({ onChange, ...props }: ListProps & { onChange: (change: DeviceSearch, replace?: boolean) => void }) {
  const { company, search } = props
  const query = useQuery(listQuery(company.id, search))
  const withProfile = Boolean(search.profile) || query.data?.items.some(({ profile }) => profile !== null) === true
  return (
    <ListFrame
      query={query}
      filters={<DevicesFilters company={company} search={search} withProfile={withProfile} onChange={onChange} />}
      renderBar={() => (
        <>
          <Total company={company.id} search={search} />
          <DevicesTools company={company.id} search={search} onSearch={props.onSearch} onSort={onChange} />
        </>
      )}
    >
      {(list) => (list.items.length > 0 ? <DevicesList {...props} list={list} /> : <Empty {...props} namesHidden={list.namesHidden} />)}
    </ListFrame>
  )
}

function Empty({ company, search, onSearch, namesHidden }: ListProps & { namesHidden: boolean }) {
  const { t } = useTranslation()
  if (namesHidden) return <NamesHidden title={t('member.namesHidden')} total={<Total company={company.id} search={search} />} />
  if (!isFiltered(search))
    return (
      <StatePanel flat icon={<IconDeviceMobileOff size={24} stroke={1.75} />} title={t('devices.empty')}>
        <p>{t('devices.emptyText')}</p>
      </StatePanel>
    )
  return (
    <NothingFound
      title={t('devices.none')}
      text={t('devices.noneText')}
      onClear={() => onSearch({ ...(search.tab && { tab: search.tab }) })}
    />
  )
}

/** The exact number, asked for apart: the list does not wait for it. */
function Total({ company, search }: { company: string; search: DeviceSearch }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const total = useQuery(countQuery(company, search)).data?.total
  return <ListTotal text={total === undefined ? undefined : t('devices.total', { count: total, figure: formatCount(total, locale) })} />
}
