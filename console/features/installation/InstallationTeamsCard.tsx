import { useMemo, useState } from 'react'
import { IconDeviceDesktopOff, IconDeviceMobileOff, IconSearch } from '@tabler/icons-react'
import { CloseButton, Switch, TextInput, Tooltip, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Switch.layer.css'
import { childrenOf, foundIn, linesOf, openAtOnce, teamsAbove, type Tree } from '../../lib/teamTree.ts'
import { InstallationTree } from './InstallationTree.tsx'
import { teamCountsQuery } from './installation.query.ts'
import type { TeamsProps } from './InstallationTeams.tsx'
import classes from './InstallationTeams.module.css'

type CardProps = TeamsProps & { tree: Tree }

/** The tree with its search and whether the teams beneath count; how many of each team lack an app they may use. */
export function InstallationTeamsCard({ company, search, tree, onChange }: CardProps) {
  const { t } = useTranslation()
  const selected = search.team ?? null
  const find = search.find ?? ''
  const [active, setActive] = useState(selected)
  const [opened, setOpened] = useState<ReadonlySet<string>>(() => openFirst(tree, selected))
  const found = useMemo(() => foundIn(tree, find), [tree, find])
  const lines = useMemo(() => linesOf(tree, opened, found), [tree, opened, found])
  const counts = useQuery(
    teamCountsQuery(
      company.id,
      search,
      lines.flatMap(({ id, open }) => (open ? [id] : [])),
    ),
  )
  const items = counts.data?.items
  const byTeam = useMemo(() => items && new Map(items.map((count) => [count.teamId, count])), [items])
  const open = (id: string, value: boolean) =>
    setOpened((was) => {
      const next = new Set(was)
      if (value) next.add(id)
      else next.delete(id)
      return next
    })
  return (
    <section className={classes.card} aria-label={t('installation.tree.label')} aria-busy={counts.isPlaceholderData}>
      <div className={classes.tools}>
        <TextInput
          size="sm"
          aria-label={t('installation.tree.find')}
          placeholder={t('installation.tree.find')}
          leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />}
          rightSection={
            find && <CloseButton size="sm" aria-label={t('installation.tree.clear')} onClick={() => onChange({ find: '' }, true)} />
          }
          value={find}
          onChange={({ currentTarget }) => onChange({ find: currentTarget.value }, true)}
        />
        <Switch
          size="sm"
          label={t('installation.subteams')}
          checked={search.subteams !== 'false'}
          onChange={({ currentTarget }) => onChange({ subteams: currentTarget.checked ? '' : 'false' })}
        />
      </div>
      <div className={classes.head}>
        <button
          type="button"
          className={classes.everybody}
          aria-current={selected === null || undefined}
          onClick={() => onChange({ team: '' })}
        >
          {t('installation.everybody')}
        </button>
        <Lacking icon={IconDeviceMobileOff} label={t('installation.lackingMobile')} />
        <Lacking icon={IconDeviceDesktopOff} label={t('installation.lackingPc')} />
      </div>
      <div className={classes.lines}>
        {lines.length === 0 ? (
          <p className={classes.nothing}>{t(find ? 'installation.tree.nothing' : 'installation.tree.none')}</p>
        ) : (
          <InstallationTree
            // What is looked for begins at the top.
            key={find}
            lines={lines}
            counts={byTeam}
            isWhole={!counts.isPlaceholderData}
            active={active ?? lines[0]?.id ?? null}
            selected={selected}
            onActive={setActive}
            onOpen={open}
            onSelect={(team) => onChange({ team })}
          />
        )}
      </div>
    </section>
  )
}

/** The head of a column of numbers, as a sign. */
function Lacking({ icon: Sign, label }: { icon: typeof IconDeviceMobileOff; label: string }) {
  return (
    <Tooltip label={label}>
      <span className={classes.sign}>
        <Sign size={17} stroke={1.75} aria-hidden />
        <VisuallyHidden>{label}</VisuallyHidden>
      </span>
    </Tooltip>
  )
}

/** What is open at first: everything of a small tree, of a large one the topmost teams; and the way to the selected team. */
function openFirst(tree: Tree, selected: string | null): ReadonlySet<string> {
  const all = tree.byId.size <= openAtOnce ? [...tree.children.keys()] : childrenOf(tree, null).length === 1 ? childrenOf(tree, null) : []
  return new Set([...all, ...(selected ? teamsAbove(tree, selected) : [])])
}
