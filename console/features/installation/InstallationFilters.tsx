import { useTranslation } from 'react-i18next'
import { guideFilters, installationStates } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { FilterChips, type Chip } from '../../ui/FilterChips.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import { SearchBox } from '../../ui/SearchBox.tsx'
import { filterKeys, type InstallationSearch } from './installation.search.ts'
import classes from '../../ui/Filters.module.css'

type FiltersProps = {
  company: AdministeredCompany
  search: InstallationSearch
  onChange: (change: InstallationSearch, replace?: boolean) => void
}

/** What the list is filtered by, in the URL; each stands below as a chip that takes it away. The team is chosen in the tree. */
export function InstallationFilters({ company, search, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const menus = [
    ...(['mobile', 'pc'] as const).map((key) => ({
      key,
      label: t(`member.surface.${key}`),
      choices: installationStates.map((value) => ({ value, label: t(`installation.state.${value}`) })),
    })),
    {
      key: 'guide' as const,
      label: t('installation.guide'),
      choices: guideFilters.map((value) => ({
        value,
        label: value === 'selectable' ? t('installation.selectable') : t(`installation.blocked.${value}`),
      })),
    },
  ]
  const chips: Chip<InstallationSearch>[] = menus.flatMap(({ key, label, choices }) => {
    const value = search[key]
    const chosen = choices.find((choice) => choice.value === value)?.label
    return value ? [{ key, text: `${label}: ${chosen ?? value}`, without: { [key]: '' } }] : []
  })
  if (search.q) chips.unshift({ key: 'q', text: t('installation.chip', { value: search.q }), without: { q: '' } })
  return (
    <div className={classes.filters} role="search" aria-label={t('installation.filter')}>
      {company.seesNames && <SearchBox label={t('installation.search')} value={search.q ?? ''} onSearch={(q) => onChange({ q }, true)} />}
      <div className={classes.menus}>
        {menus.map(({ key, ...menu }) => (
          <FilterMenu key={key} {...menu} value={search[key] ?? ''} onChoose={(value) => onChange({ [key]: value })} />
        ))}
      </div>
      <FilterChips chips={chips} onRemove={onChange} onClear={() => onChange(Object.fromEntries(filterKeys.map((key) => [key, ''])))} />
    </div>
  )
}
