import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { TeamTreeLine } from './TeamTreeLine.tsx'
import type { Direction, Line, Place, Tree } from '../../lib/teamTree.ts'
import { useTreeDrag } from './useTreeDrag.ts'
import { useTreeKeys } from '../../lib/useTreeKeys.ts'
import { useWindow } from '../../ui/useWindow.ts'
import classes from './TeamTree.module.css'

type TreeProps = {
  tree: Tree
  lines: readonly Line[]
  counts: ReadonlyMap<string, { direct: number; total: number }>
  active: string | null
  selected: string | null
  /** Whether lines are moved, renamed and deleted here. */
  mayChange: boolean
  /** The team that the role is limited to stays where it is (P-2). */
  fixed: string | null
  onActive: (id: string) => void
  onOpen: (id: string, open: boolean) => void
  onSelect: (id: string) => void
  onRename: (id: string) => void
  onDelete: (id: string) => void
  onStep: (id: string, direction: Direction) => void
  onMove: (id: string, place: Place) => void
}

const lineHeight = 36

/** The tree of teams: arrow keys, letters, drag and drop; only the lines near the visible part exist. */
export function TeamTree({ tree, lines, counts, active, selected, mayChange, fixed, onMove, ...on }: TreeProps) {
  const { t } = useTranslation()
  const { box, first, last, onScroll, reveal } = useWindow(lines.length, lineHeight)
  const at = Math.max(
    0,
    lines.findIndex((line) => line.id === active),
  )
  const keys = useTreeKeys({
    lines,
    active: at,
    ...on,
    onRename: (id) => mayChange && on.onRename(id),
    onDelete: (id) => mayChange && on.onDelete(id),
    onMove: (id, direction) => mayChange && on.onStep(id, direction),
  })
  const drag = useTreeDrag({ tree, lines, onOpen: on.onOpen, onMove })
  // Only where the reader went is scrolled to, not where a line moved to while they look elsewhere.
  const shown = useRef<string | null>(null)
  useEffect(() => {
    if (!active || shown.current === active) return
    shown.current = active
    reveal(at)
  }, [active, at, reveal])
  const activeLine = lines[at]
  return (
    <div
      ref={box}
      role="tree"
      tabIndex={0}
      aria-label={t('teams.tree')}
      aria-describedby="teams-keys"
      aria-activedescendant={activeLine && at >= first && at < last ? lineId(activeLine.id) : undefined}
      className={classes.tree}
      onKeyDown={keys}
      onFocus={() => reveal(at)}
      onScroll={onScroll}
    >
      <div role="presentation" className={classes.space} style={{ height: lines.length * lineHeight }}>
        {lines.slice(first, last).map((line, i) => (
          <TeamTreeLine
            key={line.id}
            line={line}
            id={lineId(line.id)}
            top={(first + i) * lineHeight}
            height={lineHeight}
            count={counts.get(line.id)?.total}
            active={activeLine?.id === line.id}
            selected={selected === line.id}
            drop={drag.drop?.id === line.id ? drag.drop.zone : null}
            drag={mayChange && line.id !== fixed ? drag.of(line.id) : mayChange ? { ...drag.of(line.id), onDragStart: undefined } : null}
            draggable={mayChange && line.id !== fixed}
            onToggle={() => on.onOpen(line.id, !line.open)}
            onSelect={() => {
              on.onActive(line.id)
              on.onSelect(line.id)
            }}
          />
        ))}
      </div>
    </div>
  )
}

const lineId = (id: string) => `team-line-${id}`
