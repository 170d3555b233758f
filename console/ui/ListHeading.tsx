import { IconArrowDown, IconArrowUp, IconArrowsSort } from '@tabler/icons-react'
import classes from './List.module.css'

type HeadingProps = { title: string; state: 'ascending' | 'descending' | 'none'; onPress: () => void }

/** The head of a column that a list can be sorted by. */
export function SortHeading({ title, state, onPress }: HeadingProps) {
  const Sign = { ascending: IconArrowUp, descending: IconArrowDown, none: IconArrowsSort }[state]
  return (
    <th scope="col" aria-sort={state}>
      <button type="button" className={classes.sorter} onClick={onPress}>
        {title}
        <Sign size={14} stroke={1.75} aria-hidden />
      </button>
    </th>
  )
}
