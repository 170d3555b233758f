import { IconX } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './Filters.module.css'

export type Chip<Change> = { key: string; text: string; without: Change }

/** What a list is filtered by, each as a chip that takes it away. */
export function FilterChips<Change>({
  chips,
  onRemove,
  onClear,
}: {
  chips: readonly Chip<Change>[]
  onRemove: (without: Change) => void
  onClear: () => void
}) {
  const { t } = useTranslation()
  if (chips.length === 0) return null
  return (
    <ul className={classes.chips} aria-label={t('list.chosen')}>
      {chips.map((chip) => (
        <li key={chip.key}>
          <button
            type="button"
            className={classes.chip}
            aria-label={t('list.remove', { filter: chip.text })}
            onClick={() => onRemove(chip.without)}
          >
            {chip.text}
            <IconX size={13} stroke={2} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <Button variant="subtle" size="compact-sm" onClick={onClear}>
          {t('list.clear')}
        </Button>
      </li>
    </ul>
  )
}
