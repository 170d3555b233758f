import { useEffect, useRef } from 'react'
import { IconChevronRight } from '@tabler/icons-react'
import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InstallationTeamCount } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { Line } from '../../lib/teamTree.ts'
import { useTreeKeys } from '../../lib/useTreeKeys.ts'
import { useWindow } from '../../ui/useWindow.ts'
import classes from './InstallationTeams.module.css'

type TreeProps = {
  lines: readonly Line[]
  /** By team, of those that have members; undefined: on their way. */
  counts: ReadonlyMap<string, InstallationTeamCount> | undefined
  active: string | null
  selected: string | null
  onActive: (id: string) => void
  onOpen: (id: string, open: boolean) => void
  onSelect: (id: string) => void
}

const lineHeight = 34

/** The tree: arrow keys and letters; only the lines near the visible part exist. */
export function InstallationTree({ lines, counts, active, selected, ...on }: TreeProps) {
  const { t } = useTranslation()
  const { box, first, last, onScroll, reveal } = useWindow(lines.length, lineHeight)
  const at = Math.max(
    0,
    lines.findIndex((line) => line.id === active),
  )
  const keys = useTreeKeys({ lines, active: at, ...on })
  // Only where the reader went is scrolled to.
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
      aria-label={t('installation.tree.label')}
      aria-activedescendant={activeLine && at >= first && at < last ? lineId(activeLine.id) : undefined}
      className={classes.tree}
      onKeyDown={keys}
      onFocus={() => reveal(at)}
      onScroll={onScroll}
    >
      <div role="presentation" className={classes.space} style={{ height: lines.length * lineHeight }}>
        {lines.slice(first, last).map((line, i) => (
          <TreeLine
            key={line.id}
            line={line}
            count={counts && (counts.get(line.id) ?? nobody)}
            top={(first + i) * lineHeight}
            active={activeLine?.id === line.id}
            selected={selected === line.id}
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

const lineId = (id: string) => `installation-team-${id}`

type LineProps = {
  line: Line
  count: Omit<InstallationTeamCount, 'teamId'> | undefined
  top: number
  active: boolean
  selected: boolean
  onToggle: () => void
  onSelect: () => void
}

/** IS-1: a team with how many of its members lack which app. The tree has the focus and the keys; a line only looks active. */
function TreeLine({ line, count, top, active, selected, onToggle, onSelect }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const words = count && t('installation.ofTeam', wordsOf(line.name, count))
  const lacking = count ? [count.mobile.notInstalled, count.pc.notInstalled] : []
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the tree has the keys and the focus
    <div
      id={lineId(line.id)}
      role="treeitem"
      aria-level={line.depth + 1}
      aria-posinset={line.place}
      aria-setsize={line.siblings}
      aria-selected={selected}
      aria-expanded={line.open ?? undefined}
      className={classes.line}
      data-active={active || undefined}
      style={{ top, height: lineHeight, paddingLeft: 6 + Math.min(line.depth, 8) * 16 }}
      title={words}
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
        {line.open !== null && <IconChevronRight size={15} stroke={2} />}
      </span>
      <span className={classes.label}>{line.name}</span>
      {lacking.map((number, i) => (
        <span key={i} className={classes.count} data-none={number === 0 || undefined} aria-hidden>
          {formatCount(number, locale)}
        </span>
      ))}
      <VisuallyHidden>{words}</VisuallyHidden>
    </div>
  )
}

const none = { installed: 0, notInstalled: 0, noPermission: 0 }
const nobody = { members: 0, mobile: none, pc: none }

const wordsOf = (name: string, { members, mobile, pc }: Omit<InstallationTeamCount, 'teamId'>) => ({
  name,
  members,
  mobileInstalled: mobile.installed,
  mobileMissing: mobile.notInstalled,
  mobileForbidden: mobile.noPermission,
  pcInstalled: pc.installed,
  pcMissing: pc.notInstalled,
  pcForbidden: pc.noPermission,
})
