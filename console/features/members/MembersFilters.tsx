import { useEffect, useState } from 'react'
import { IconSearch, IconX } from '@tabler/icons-react'
import { Button, CloseButton, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChips, useMenus } from './memberList.filters.ts'
import { MembersFilterMenu } from './MembersFilterMenu.tsx'
import { MembersTeamFilter } from './MembersTeamFilter.tsx'
import type { ListSearch } from './memberList.query.ts'
import classes from './MembersFilters.module.css'

type FiltersProps = {
  company: string
  search: ListSearch
  /** P-2: a role without names cannot look for one. */
  searchable: boolean
  onChange: (change: ListSearch, replace?: boolean) => void
}

/** What of the list is shown; every filter stands in the URL, and below as a chip that takes it away. */
export function MembersFilters({ company, search, searchable, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const menus = useMenus(company, search)
  const chips = useChips(company, search, menus)
  return (
    <div className={classes.filters} role="search" aria-label={t('members.filter.label')}>
      {searchable && <SearchBox value={search.q ?? ''} onSearch={(q) => onChange({ q }, true)} />}
      <div className={classes.menus}>
        <MembersTeamFilter company={company} search={search} onChange={onChange} />
        {menus.map((menu) => (
          <MembersFilterMenu
            key={menu.key}
            menu={menu}
            value={search[menu.key] ?? ''}
            onChoose={(value) => onChange({ [menu.key]: value })}
          />
        ))}
      </div>
      {chips.length > 0 && (
        <ul className={classes.chips} aria-label={t('members.filter.chosen')}>
          {chips.map((chip) => (
            <li key={chip.key}>
              <button
                type="button"
                className={classes.chip}
                aria-label={t('members.filter.remove', { filter: chip.text })}
                onClick={() => onChange(chip.without)}
              >
                {chip.text}
                <IconX size={13} stroke={2} aria-hidden />
              </button>
            </li>
          ))}
          <li>
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={() =>
                onChange(
                  Object.fromEntries(Object.keys(search).map((key) => [key, key === 'sort' || key === 'direction' ? search[key] : ''])),
                )
              }
            >
              {t('members.clear')}
            </Button>
          </li>
        </ul>
      )}
    </div>
  )
}

const pauseMs = 300

/** Typing pauses before it is sent; what the URL says stands in the box. */
function SearchBox({ value, onSearch }: { value: string; onSearch: (q: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState(value)
  const [of, setOf] = useState(value)
  if (of !== value) {
    setOf(value)
    // Blanks at an end are typed on the way to the next word.
    if (typed.trim() !== value) setTyped(value)
  }
  useEffect(() => {
    if (typed.trim() === value) return undefined
    const pause = setTimeout(() => onSearch(typed.trim()), pauseMs)
    return () => clearTimeout(pause)
  })
  return (
    <TextInput
      className={classes.search ?? ''}
      aria-label={t('members.search')}
      placeholder={t('members.search')}
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('members.clearSearch')} onClick={() => setTyped('')} />}
      maxLength={100}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && onSearch(typed.trim())}
    />
  )
}
