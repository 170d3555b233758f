import { useEffect, useState } from 'react'
import { IconSearch } from '@tabler/icons-react'
import { CloseButton, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Filters.module.css'

const pauseMs = 300

/** A search as it is typed, which pauses before it is sent; what the URL says stands in the box. */
export function SearchBox({ label, value, onSearch }: { label: string; value: string; onSearch: (text: string) => void }) {
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
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
      rightSection={typed && <CloseButton size="sm" aria-label={t('list.clearSearch')} onClick={() => setTyped('')} />}
      maxLength={100}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && onSearch(typed.trim())}
    />
  )
}
