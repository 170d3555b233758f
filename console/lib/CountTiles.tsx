import { Link } from '@tanstack/react-router'
import { formatCount } from './days.ts'
import { useLocale } from './locale.ts'
import type { PagePath } from '../paths.ts'
import classes from './CountTiles.module.css'

export type Tile = { key: string; label: string; count: number | undefined; search: Record<string, string> }
type TilesProps = {
  label: string
  to: PagePath
  company: string
  tiles: readonly Tile[]
  /** The filter of the list that is shown. */
  shown: object
}

const given = (filter: object) =>
  JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value)
      .toSorted(),
  )

/** Numbers above a list; each leads to those it counts. */
export function CountTiles({ label, to, company, tiles, shown }: TilesProps) {
  const locale = useLocale()
  return (
    <nav className={classes.row} aria-label={label}>
      {tiles.map((tile) => (
        <Link
          key={tile.key}
          to={to}
          search={{ company, ...tile.search }}
          className={classes.tile ?? ''}
          activeOptions={{ exact: true }}
          data-chosen={given(tile.search) === given(shown) || undefined}
          resetScroll={false}
        >
          <span className={classes.label}>{tile.label}</span>{' '}
          <span className={classes.count}>{tile.count === undefined ? '–' : formatCount(tile.count, locale)}</span>
        </Link>
      ))}
    </nav>
  )
}
