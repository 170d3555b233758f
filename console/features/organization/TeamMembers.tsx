import { useState } from 'react'
import { IconEyeOff, IconStar, IconUserPlus, IconUsers, IconX } from '@tabler/icons-react'
import { ActionIcon, Button, Skeleton } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TeamDetail, TeamMember } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import { MemberMarks } from './MemberMarks.tsx'
import { teamMembersQuery } from './organization.query.ts'
import classes from './TeamMembers.module.css'

type MembersProps = { company: AdministeredCompany; team: TeamDetail; mayChange: boolean; onAdd: () => void }

/** The members of a team in the order of the chart. */
export function TeamMembers({ company, team, mayChange, onAdd }: MembersProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <Card
      id="team-members"
      title={t('teams.membersOf', { shown: formatCount(team.direct, locale) })}
      tools={
        mayChange &&
        company.seesNames && (
          <Button variant="default" size="compact-md" leftSection={<IconUserPlus size={16} stroke={1.75} aria-hidden />} onClick={onAdd}>
            {t('teams.add')}
          </Button>
        )
      }
    >
      {company.seesNames ? (
        <List company={company} team={team} mayChange={mayChange} />
      ) : (
        <p className={classes.empty}>{t('teams.namesHidden')}</p>
      )}
    </Card>
  )
}

function List({ company, team, mayChange }: Omit<MembersProps, 'onAdd'>) {
  const { t } = useTranslation()
  const [leaving, setLeaving] = useState<TeamMember | null>(null)
  const query = useInfiniteQuery(teamMembersQuery(company.id, team.id))
  const { send, pending } = useAct({
    act: (member: TeamMember) => api.organization.removeTeamMember.call({ company: company.id, team: team.id, member: member.id }),
    onDone: () => setLeaving(null),
  })
  if (query.isError && !query.data) return <ProblemPanel error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <Skeleton height={200} role="status" aria-label={t('common.loading')} />
  const members = query.data.pages.flatMap((page) => page.items)
  if (members.length === 0)
    return (
      <p className={classes.empty}>
        <IconUsers size={22} stroke={1.6} aria-hidden />
        {t('teams.nobody')}
      </p>
    )
  return (
    <>
      <ul className={classes.list}>
        {members.map((member) => (
          <Row key={member.id} company={company} member={member} onRemove={mayChange ? () => setLeaving(member) : null} />
        ))}
      </ul>
      {query.hasNextPage && (
        <Button variant="default" fullWidth loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('teams.showMore')}
        </Button>
      )}
      {leaving && (
        <ConfirmDialog
          title={t('teams.removeOf', { name: leaving.name, team: team.name })}
          points={[{ text: t('teams.removeNote') }, ...(leaving.isPrimary ? [{ text: t('teams.removePrimary') }] : [])]}
          confirm={t('teams.removeNow')}
          danger
          pending={pending}
          onConfirm={() => send(leaving)}
          onClose={() => setLeaving(null)}
        />
      )}
    </>
  )
}

type RowProps = { company: AdministeredCompany; member: TeamMember; onRemove: (() => void) | null }

function Row({ company, member, onRemove }: RowProps) {
  const { t } = useTranslation()
  return (
    <li className={classes.row}>
      <PersonPhoto name={member.name} size={36} />
      <div className={classes.who}>
        <span className={classes.name}>
          <MemberName company={company} id={member.id} name={member.name} />
          {member.isPrimary && <IconStar size={14} stroke={2} role="img" aria-label={t('teams.primary')} className={classes.primary} />}
          {!member.visible && <IconEyeOff size={15} stroke={1.75} role="img" aria-label={t('teams.notVisible')} />}
        </span>
        <span className={classes.login}>{member.login}</span>
      </div>
      <div className={classes.rank}>{[member.position, member.level].filter(Boolean).join(' · ')}</div>
      <div className={classes.marks}>
        <MemberMarks member={member} />
      </div>
      {onRemove && (
        <ActionIcon variant="subtle" color="gray" size={32} aria-label={t('teams.remove', { name: member.name })} onClick={onRemove}>
          <IconX size={17} stroke={1.75} />
        </ActionIcon>
      )}
    </li>
  )
}
