import { useTranslation } from 'react-i18next'
import type { Direction, Line, Place, Tree } from '../../lib/teamTree.ts'
import { TreeBox } from '../../lib/TreeBox.tsx'
import { TeamTreeLine } from './TeamTreeLine.tsx'
import { useTreeDrag } from './useTreeDrag.ts'

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

/** The tree of teams: arrow keys, letters, drag and drop. */
export function TeamTree({ tree, lines, counts, active, selected, mayChange, fixed, onMove, ...on }: TreeProps) {
  const { t } = useTranslation()
  const drag = useTreeDrag({ tree, lines, onOpen: on.onOpen, onMove })
  return (
    <TreeBox
      lines={lines}
      label={t('teams.tree')}
      describedBy="teams-keys"
      active={active}
      lineHeight={lineHeight}
      prefix="team-line"
      onActive={on.onActive}
      onOpen={on.onOpen}
      onSelect={on.onSelect}
      onRename={(id) => mayChange && on.onRename(id)}
      onDelete={(id) => mayChange && on.onDelete(id)}
      onMove={(id, direction) => mayChange && on.onStep(id, direction)}
      renderLine={(placed) => {
        const { id, open } = placed.line
        const isMoved = mayChange && id !== fixed
        return (
          <TeamTreeLine
            key={id}
            placed={placed}
            count={counts.get(id)?.total}
            selected={selected === id}
            drop={drag.drop?.id === id ? drag.drop.zone : null}
            drag={isMoved ? drag.of(id) : mayChange ? { ...drag.of(id), onDragStart: undefined } : null}
            draggable={isMoved}
            onToggle={() => on.onOpen(id, !open)}
            onSelect={() => {
              on.onActive(id)
              on.onSelect(id)
            }}
          />
        )
      }}
    />
  )
}
