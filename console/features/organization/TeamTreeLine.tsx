import type { DragEvent } from 'react'
import { IconChevronRight, IconLock } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { Line, Zone } from '../../lib/teamTree.ts'
import classes from './TeamTree.module.css'

type Listeners = {
  onDragStart?: ((event: DragEvent) => void) | undefined
  onDragEnd: () => void
  onDragOver: (event: DragEvent<HTMLElement>) => void
  onDrop: (event: DragEvent<HTMLElement>) => void
}

type LineProps = {
  line: Line
  id: string
  top: number
  height: number
  count: number | undefined
  active: boolean
  selected: boolean
  drop: Zone | null
  drag: Listeners | null
  draggable: boolean
  onToggle: () => void
  onSelect: () => void
}

/** One line of the tree. The tree has the focus and the keys; a line only looks active. */
export function TeamTreeLine({ line, id, top, height, count, active, selected, drop, drag, draggable, onToggle, onSelect }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const indent = 6 + Math.min(line.depth, 12) * 20
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
      data-drop={drop ?? undefined}
      style={{ top, height, paddingLeft: indent, ['--indent' as string]: `${indent + (drop === 'after' && line.open ? 20 : 0)}px` }}
      draggable={draggable}
      {...drag}
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
      {line.private && <IconLock size={14} stroke={1.9} className={classes.lock} aria-hidden />}
      {count !== undefined && (
        <span className={classes.count} aria-hidden>
          {formatCount(count, locale)}
        </span>
      )}
      <VisuallyHidden>
        {line.private && `${t('teams.private')} `}
        {count !== undefined && t('teams.members', { count })}
      </VisuallyHidden>
    </div>
  )
}
