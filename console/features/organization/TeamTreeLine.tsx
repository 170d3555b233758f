import type { DragEvent } from 'react'
import { IconLock } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { Zone } from '../../lib/teamTree.ts'
import type { PlacedLine } from '../../lib/TreeBox.tsx'
import { TreeLine } from '../../lib/TreeLine.tsx'
import classes from './TeamTree.module.css'

type Listeners = {
  onDragStart?: ((event: DragEvent) => void) | undefined
  onDragEnd: () => void
  onDragOver: (event: DragEvent<HTMLElement>) => void
  onDrop: (event: DragEvent<HTMLElement>) => void
}

type LineProps = {
  placed: PlacedLine
  count: number | undefined
  selected: boolean
  drop: Zone | null
  drag: Listeners | null
  draggable: boolean
  onToggle: () => void
  onSelect: () => void
}

/** One line of the tree: whether the team is private, how many members it has, and where what is dragged would come to stand. */
export function TeamTreeLine({ placed, count, drop, drag, ...line }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { depth, open, private: isPrivate } = placed.line
  const indent = 6 + Math.min(depth, 12) * 20
  return (
    <TreeLine
      {...placed}
      indent={indent}
      data-drop={drop ?? undefined}
      style={{ ['--indent' as string]: `${indent + (drop === 'after' && open ? 20 : 0)}px` }}
      {...drag}
      {...line}
    >
      {isPrivate && <IconLock size={14} stroke={1.9} className={classes.lock} aria-hidden />}
      {count !== undefined && (
        <span className={classes.count} aria-hidden>
          {formatCount(count, locale)}
        </span>
      )}
      <VisuallyHidden>
        {isPrivate && `${t('teams.private')} `}
        {count !== undefined && t('teams.members', { count })}
      </VisuallyHidden>
    </TreeLine>
  )
}
