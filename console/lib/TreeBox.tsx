import { useEffect, useRef, type ReactNode } from 'react'
import { useWindow } from '../ui/useWindow.ts'
import type { Line } from './teamTree.ts'
import { useTreeKeys } from './useTreeKeys.ts'
import classes from './TreeBox.module.css'

/** Where a line stands, and what it is to the tree. */
export type PlacedLine = { line: Line; id: string; top: number; height: number; active: boolean }

type BoxProps = Omit<Parameters<typeof useTreeKeys>[0], 'lines' | 'active'> & {
  lines: readonly Line[]
  label: string
  /** The id of what says more about its keys. */
  describedBy?: string
  active: string | null
  lineHeight: number
  /** The lines' ids begin with it. */
  prefix: string
  renderLine: (placed: PlacedLine) => ReactNode
}

/** A tree of teams: arrow keys and letters; only the lines near the visible part exist. The tree has the focus and the keys; a line only looks active. */
export function TreeBox({ lines, label, describedBy, active, lineHeight, prefix, renderLine, ...on }: BoxProps) {
  const { box, first, last, onScroll, reveal } = useWindow(lines.length, lineHeight)
  const at = Math.max(
    0,
    lines.findIndex((line) => line.id === active),
  )
  const keys = useTreeKeys({ lines, active: at, ...on })
  // Only where the reader went is scrolled to, not where a line moved to while they look elsewhere.
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (!active || shown.current === active) return
    shown.current = active
    reveal(at)
  }, [active, at, reveal])
  const activeLine = lines[at]
  const idOf = (line: Line) => `${prefix}-${line.id}`
  return (
    <div
      ref={box}
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-describedby={describedBy}
      aria-activedescendant={activeLine && at >= first && at < last ? idOf(activeLine) : undefined}
      className={classes.tree}
      onKeyDown={keys}
      onFocus={() => reveal(at)}
      onScroll={onScroll}
    >
      <div role="presentation" className={classes.space} style={{ height: lines.length * lineHeight }}>
        {lines
          .slice(first, last)
          .map((line, i) =>
            renderLine({ line, id: idOf(line), top: (first + i) * lineHeight, height: lineHeight, active: activeLine?.id === line.id }),
          )}
      </div>
    </div>
  )
}
