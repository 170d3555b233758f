import { VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { InstallationTeamCount } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { Line } from '../../lib/teamTree.ts'
import { TreeBox, type PlacedLine } from '../../lib/TreeBox.tsx'
import { TreeLine } from '../../lib/TreeLine.tsx'
import classes from './InstallationTeams.module.css'

type TreeProps = {
  lines: readonly Line[]
  /** By team, of those that have members; undefined: on their way. */
  counts: ReadonlyMap<string, InstallationTeamCount> | undefined
  /** Whether a team that has none has no members; else some are on their way. */
  isWhole: boolean
  active: string | null
  selected: string | null
  onActive: (id: string) => void
  onOpen: (id: string, open: boolean) => void
  onSelect: (id: string) => void
}

const lineHeight = 34

/** The tree of teams with how many of their members lack which app. */
export function InstallationTree({ lines, counts, isWhole, active, selected, ...on }: TreeProps) {
  const { t } = useTranslation()
  return (
    <TreeBox
      lines={lines}
      label={t('installation.tree.label')}
      active={active}
      lineHeight={lineHeight}
      prefix="installation-team"
      {...on}
      renderLine={(placed) => (
        <TeamLine
          key={placed.line.id}
          placed={placed}
          count={counts && (counts.get(placed.line.id) ?? (isWhole ? nobody : undefined))}
          selected={selected === placed.line.id}
          onToggle={() => on.onOpen(placed.line.id, !placed.line.open)}
          onSelect={() => {
            on.onActive(placed.line.id)
            on.onSelect(placed.line.id)
          }}
        />
      )}
    />
  )
}

type LineProps = {
  placed: PlacedLine
  count: Omit<InstallationTeamCount, 'teamId'> | undefined
  selected: boolean
  onToggle: () => void
  onSelect: () => void
}

/** IS-1: a team with how many of its members lack which app. */
function TeamLine({ placed, count, ...line }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const words = count && t('installation.ofTeam', wordsOf(placed.line.name, count))
  const lacking = count ? [count.mobile.notInstalled, count.pc.notInstalled] : []
  return (
    <TreeLine {...placed} indent={6 + Math.min(placed.line.depth, 8) * 16} title={words} {...line}>
      <span className={classes.counts} aria-hidden>
        {lacking.map((number, i) => (
          <span key={i} className={classes.count} data-none={number === 0 || undefined}>
            {formatCount(number, locale)}
          </span>
        ))}
      </span>
      <VisuallyHidden>{words}</VisuallyHidden>
    </TreeLine>
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
