import { useTranslation } from 'react-i18next'
import type { CompanyStorage } from '@muster/contract'
import { formatCount, formatPercent } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { FilterChips } from '../../ui/FilterChips.tsx'
import { FilterMenu } from '../../ui/FilterMenu.tsx'
import type { StorageSearch } from './storage.search.ts'
import classes from '../../ui/Filters.module.css'

type FiltersProps = { search: StorageSearch; filled: CompanyStorage['filled']; onFilled: (filled: string) => void }

/** How full members' own storage is; each choice says how many there are. */
export function StorageFilters({ search, filled, onFilled }: FiltersProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const textOf = (percent: number) => t('storage.atLeast', { percent: formatPercent(percent, locale) })
  const choices = filled.map(({ percent, members }) => ({
    value: String(percent),
    label: `${textOf(percent)} (${formatCount(members, locale)})`,
  }))
  const chosen = search.filled && Number(search.filled)
  return (
    <div className={classes.filters} role="search" aria-label={t('storage.filter')}>
      <div className={classes.menus}>
        <FilterMenu label={t('storage.filled')} choices={choices} value={search.filled ?? ''} onChoose={onFilled} />
      </div>
      <FilterChips
        chips={chosen ? [{ key: 'filled', text: `${t('storage.filled')}: ${textOf(chosen)}`, without: '' }] : []}
        onRemove={onFilled}
        onClear={() => onFilled('')}
      />
    </div>
  )
}
