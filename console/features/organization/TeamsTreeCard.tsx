import { useMemo, useState } from 'react'
import { IconFoldDown, IconFoldUp, IconSearch } from '@tabler/icons-react'
import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core'
import { Trans, useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { TeamAsk } from './TeamDialogs.tsx'
import { TeamTree } from './TeamTree.tsx'
import { childrenOf, foundIn, linesOf, openAtOnce, placeBy, teamsAbove, type Direction, type Tree } from '../../lib/teamTree.ts'
import { useTeamMoves } from './useTeamMoves.ts'
import classes from './TeamsPage.module.css'

type CardProps = {
  company: AdministeredCompany
  tree: Tree
  counts: readonly { teamId: string; direct: number; total: number }[]
  selected: string | null
  find: string
  mayChange: boolean
  onSelect: (id: string) => void
  onFind: (text: string) => void
  onAsk: (ask: TeamAsk) => void
}

/** The tree with its search, and what it says of moves. */
export function TeamsTreeCard({ company, tree, counts, selected, find, mayChange, onSelect, onFind, onAsk }: CardProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [active, setActive] = useState(selected)
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => openFirst(tree, selected))
  const found = useMemo(() => foundIn(tree, find), [tree, find])
  const lines = useMemo(() => linesOf(tree, opened, found), [tree, opened, found])
  const byTeam = useMemo(() => new Map(counts.map((count) => [count.teamId, count])), [counts])
  const moves = useTeamMoves(company.id, tree)
  // Selected elsewhere, or just made: the tree opens and scrolls to it, once it is in the tree.
  const [followed, setFollowed] = useState(selected)
  if (followed !== selected && (selected === null || tree.byId.has(selected))) {
    setFollowed(selected)
    if (selected !== null) {
      setActive(selected)
      setOpened(new Set([...opened, ...teamsAbove(tree, selected)]))
    }
  }
  const open = (id: string, value: boolean) =>
    setOpened((was) => {
      const next = new Set(was)
      if (value) next.add(id)
      else next.delete(id)
      return next
    })
  const move = (id: string, place: { parentId: string | null; beforeId: string | null }) => {
    if (place.parentId !== null) open(place.parentId, true)
    moves.move(id, place)
  }
  const step = (id: string, direction: Direction) => {
    const place = found || id === company.teamId ? null : placeBy(tree, id, direction)
    if (place) move(id, place)
    else moves.say(t('teams.nowhere', { name: tree.byId.get(id)?.name ?? '' }))
  }
  const openAll = (value: boolean) => setOpened(value ? new Set(tree.children.keys()) : new Set())
  return (
    <section className={classes.card} aria-label={t('teams.tree')}>
      <div className={classes.tools}>
        <TextInput
          size="sm"
          aria-label={t('teams.find')}
          placeholder={t('teams.find')}
          leftSection={<IconSearch size={16} stroke={1.75} />}
          rightSection={find && <CloseButton size="sm" aria-label={t('teams.clear')} onClick={() => onFind('')} />}
          value={find}
          onChange={({ currentTarget }) => onFind(currentTarget.value)}
        />
        <FoldButton label={t('teams.openAll')} icon={IconFoldDown} onClick={() => openAll(true)} />
        <FoldButton label={t('teams.closeAll')} icon={IconFoldUp} onClick={() => openAll(false)} />
      </div>
      <div className={classes.lines}>
        {lines.length === 0 ? (
          <p className={classes.nothing}>{t('teams.nothingFound')}</p>
        ) : (
          <TeamTree
            tree={tree}
            lines={lines}
            counts={byTeam}
            // What is looked for begins at the top.
            key={find}
            active={active ?? lines[0]?.id ?? null}
            selected={selected}
            mayChange={mayChange && !found}
            fixed={company.teamId}
            onActive={setActive}
            onOpen={open}
            onSelect={onSelect}
            onRename={(id) => onAsk({ what: 'edit', id })}
            onDelete={(id) => onAsk({ what: 'delete', id })}
            onStep={step}
            onMove={move}
          />
        )}
      </div>
      <div className={moves.said.text ? classes.said : undefined} data-refused={moves.said.refused || undefined}>
        <span role="status">{moves.said.text}</span>
        {moves.undo && (
          <button type="button" disabled={moves.pending} onClick={moves.undo}>
            {t('teams.undo')}
          </button>
        )}
      </div>
      <div className={classes.foot}>
        <span>{t('teams.total', { count: tree.byId.size, shown: formatCount(tree.byId.size, locale) })}</span>
        {mayChange && (
          <span id="teams-keys" className={classes.keys}>
            <Trans i18nKey="teams.keys" components={{ kbd: <kbd /> }} />
          </span>
        )}
      </div>
    </section>
  )
}

function FoldButton({ label, icon: Sign, onClick }: { label: string; icon: typeof IconFoldUp; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={34} aria-label={label} onClick={onClick}>
        <Sign size={18} stroke={1.75} />
      </ActionIcon>
    </Tooltip>
  )
}

/** What is open at first: everything of a small tree, of a large one the topmost teams; and the way to the selected team. */
function openFirst(tree: Tree, selected: string | null): ReadonlySet<string> {
  const all = tree.byId.size <= openAtOnce ? [...tree.children.keys()] : childrenOf(tree, null).length === 1 ? childrenOf(tree, null) : []
  return new Set([...all, ...(selected ? teamsAbove(tree, selected) : [])])
}
