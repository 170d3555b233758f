import type { CSSProperties, HTMLAttributes, ReactNode } from 'react'
import { IconChevronRight } from '@tabler/icons-react'
import type { PlacedLine } from './TreeBox.tsx'
import classes from './TreeBox.module.css'

type LineProps = PlacedLine &
  Omit<HTMLAttributes<HTMLDivElement>, 'id' | 'onToggle' | 'onSelect' | 'style'> & {
    /** From the left, in pixels. */
    indent: number
    style?: CSSProperties
    selected: boolean
    onToggle: () => void
    onSelect: () => void
    /** What is said of the team, after its name. */
    children: ReactNode
  }

/** One line of a tree of teams ({@link TreeBox}), which has the focus and the keys: a line only looks active. */
export function TreeLine({ line, id, top, height, active, indent, style, selected, onToggle, onSelect, children, ...more }: LineProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the keys and the focus
    <div
      id={id}
      role="treeitem"
      aria-level={line.depth + 1}
      aria-posinset={line.place}
      aria-setsize={line.siblings}
      aria-selected={selected}
      aria-expanded={line.open ?? undefined}
      className={classes.line}
      data-active={active || undefined}
      style={{ top, height, paddingLeft: indent, ...style }}
      {...more}
      onClick={onSelect}
    >
      <span
        className={classes.toggle}
        aria-hidden
        data-open={line.open || undefined}
        onClick={(event) => {
          if (line.open === null) return
          event.stopPropagation()
          onToggle()
        }}
      >
        {line.open !== null && <IconChevronRight size={16} stroke={2} />}
      </span>
      <span className={classes.label} title={line.name}>
        {line.name}
      </span>
      {children}
    </div>
  )
}
