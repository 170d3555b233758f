import { useState } from 'react'
import { IconBeach, IconChevronDown, IconLock, IconUsers } from '@tabler/icons-react'
import { Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { problemOf } from '../../lib/problem.ts'
import { useProblemLine } from '../../lib/useAct.ts'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import { MemberMarks } from './MemberMarks.tsx'
import { teamMembersQuery, type As } from './organization.query.ts'
import { childrenOf, type Tree } from '../../lib/teamTree.ts'
import classes from './ChartPage.module.css'

type Leader = { memberId: string; name: string; position: string | null; onLeave: boolean }
export type Chart = {
  company: AdministeredCompany
  as: As
  tree: Tree
  /** So small that everything is open from the start. */
  small: boolean
  counts: ReadonlyMap<string, { direct: number; total: number }>
  leaders: ReadonlyMap<string, readonly Leader[]>
}
type TeamProps = {
  id: string
  chart: Chart
  depth: number
  /** The team whose members are listed; it stands in the URL, with the way to it open. */
  shown: string | null
  toShown: ReadonlySet<string>
  onShow: (id: string | null) => void
}

/** A team of the chart with those beneath it, which open and close. */
export function ChartTeam({ id, chart, depth, shown, toShown, onShow }: TeamProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const beneath = childrenOf(chart.tree, id)
  const [chosen, setChosen] = useState<boolean | null>(null)
  const open = chosen ?? (chart.small || (toShown.has(id) && shown !== id))
  const team = chart.tree.byId.get(id)
  const count = chart.counts.get(id)
  if (!team) return null
  const headingId = `chart-${id}`
  return (
    <li className={depth === 0 ? classes.card : classes.team}>
      <div className={classes.head}>
        <span id={headingId} className={classes.name}>
          {team.name}
          {team.private && <IconLock size={15} stroke={1.9} role="img" aria-label={t('teams.private')} />}
        </span>
        {/* As members see it, the company's own numbers would tell of those who are hidden. */}
        {count && chart.as === 'administrator' && (
          <span className={classes.count} title={t('chartPage.countNote', { direct: formatCount(count.direct, locale) })}>
            {t('teams.members', { count: count.total })}
          </span>
        )}
      </div>
      {chart.company.seesNames && <Leaders leaders={chart.leaders.get(id) ?? []} company={chart.company} />}
      <div className={classes.buttons}>
        {chart.company.seesNames && (count?.direct ?? 0) > 0 && (
          <button type="button" aria-expanded={shown === id} aria-describedby={headingId} onClick={() => onShow(shown === id ? null : id)}>
            <IconUsers size={15} stroke={1.75} aria-hidden />
            {shown === id ? t('chartPage.hideMembers') : t('chartPage.showMembers')}
          </button>
        )}
        {beneath.length > 0 && (
          <button type="button" aria-expanded={open} aria-describedby={headingId} onClick={() => setChosen(!open)}>
            <IconChevronDown size={15} stroke={2} aria-hidden data-open={open || undefined} />
            {t('chartPage.subteams', { count: beneath.length })}
          </button>
        )}
      </div>
      {shown === id && <Members chart={chart} id={id} />}
      {open && beneath.length > 0 && (
        <ul className={classes.beneath}>
          {beneath.map((child) => (
            <ChartTeam key={child} id={child} chart={chart} depth={depth + 1} shown={shown} toShown={toShown} onShow={onShow} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Leaders({ leaders, company }: { leaders: readonly Leader[]; company: AdministeredCompany }) {
  const { t } = useTranslation()
  return leaders.map((leader) => (
    <div key={leader.memberId} className={classes.leader}>
      <PersonPhoto name={leader.name} size={30} />
      <span>
        <MemberName company={company} id={leader.memberId} name={leader.name} />
        <span className={classes.quiet}>
          {leader.position ?? t('teams.leader')}
          {leader.onLeave && (
            <>
              {' · '}
              <IconBeach size={14} stroke={1.75} aria-hidden /> {t('teams.onLeave')}
            </>
          )}
        </span>
      </span>
    </div>
  ))
}

function Members({ chart, id }: { chart: Chart; id: string }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const query = useInfiniteQuery(teamMembersQuery(chart.company.id, id, chart.as))
  if (query.isError && !query.data) return <p className={classes.quiet}>{line(problemOf(query.error))}</p>
  if (!query.data) return <Skeleton height={96} mt={10} role="status" aria-label={t('common.loading')} />
  const members = query.data.pages.flatMap((page) => page.items)
  return (
    <div className={classes.members}>
      {members.length === 0 && <p className={classes.quiet}>{t('chartPage.nobodyShown')}</p>}
      <ul>
        {members.map((member) => (
          <li key={member.id}>
            <span className={classes.member}>
              <MemberName company={chart.company} id={member.id} name={member.name} />
              <span className={classes.quiet}>{[member.position, member.level].filter(Boolean).join(' · ')}</span>
            </span>
            <span className={classes.marks}>
              <MemberMarks member={member} stateToo={chart.as === 'administrator'} />
            </span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button variant="default" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('teams.showMore')}
        </Button>
      )}
    </div>
  )
}
