import { NativeSelect } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import classes from './ListPage.module.css'

type Direction = 'asc' | 'desc'

type SortSelectProps = {
  /** What the list can be sorted by, and how that is called. */
  sorts: readonly { sort: string; label: string }[]
  sort: string
  direction: string
  /** Of the two ways, the one that is offered first. */
  first: Direction
  onSort: (sort: string, direction: Direction) => void
}

/** What a list is sorted by: on a phone, which has no heads of columns. */
export function SortSelect({ sorts, sort, direction, first, onSort }: SortSelectProps) {
  const { t } = useTranslation()
  const ways: readonly Direction[] = first === 'asc' ? ['asc', 'desc'] : ['desc', 'asc']
  const choices = sorts.flatMap((one) =>
    ways.map((way) => ({ ...one, way, value: `${one.sort} ${way}`, label: `${one.label} ${way === 'asc' ? '↑' : '↓'}` })),
  )
  return (
    <NativeSelect
      className={classes.sort ?? ''}
      size="xs"
      aria-label={t('list.sortBy')}
      value={`${sort} ${direction}`}
      data={choices.map(({ value, label }) => ({ value, label }))}
      onChange={({ currentTarget }) => {
        const chosen = choices.find(({ value }) => value === currentTarget.value)
        if (chosen) onSort(chosen.sort, chosen.way)
      }}
    />
  )
}
