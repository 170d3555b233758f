import { lazy, Suspense, useState } from 'react'
import { IconStarFilled, IconUserStar } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useIsMutating } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AffiliationInput, MemberDetail } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { memberQuery } from '../../lib/member.query.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import { SwitchSaved, type SavedSwitch } from '../../ui/SwitchSaved.tsx'
import { useBlockedText } from './blocked.text.ts'
import { editBlockedBy } from './memberMay.ts'
import { MemberSearch } from './MemberSearch.tsx'
import classes from './MemberTeams.module.css'

const EditTeamsDialog = lazy(async () => ({ default: (await import('./EditTeamsDialog.tsx')).EditTeamsDialog }))

type Affiliation = MemberDetail['affiliations'][number]
type Switches = Pick<Affiliation, 'visible' | 'useTeamFeature'>

/** An affiliation as it is written back. */
export const writtenAffiliation = (a: Affiliation): AffiliationInput => ({
  teamId: a.team.id,
  positionId: a.position?.id ?? null,
  isPrimary: a.isPrimary,
  isLeader: a.isLeader,
  visible: a.visible,
  useTeamFeature: a.useTeamFeature,
})

/** MB-3, MB-7: the teams a member belongs to, the primary one marked, with privacy and access in each; MB-6: search. */
export function MemberTeams({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const { t } = useTranslation()
  const [editing, setEditing] = useState(false)
  const { send } = useAct({ act: api.organization.setAffiliations.call, from: memberQuery(company.id, member.id).queryKey })
  const manages = company.permissions.members === 'manage'
  const blocked = editBlockedBy(member)
  const why = useBlockedText(member)
  // Every change raises the member's revision: the next one waits for it, whichever switch it comes from.
  const busy = useIsMutating() > 0
  const locked = !manages || blocked !== null
  const mayEdit = !locked && !busy
  const change = (teamId: string, switches: Switches) =>
    send({
      company: member.companyId,
      member: member.id,
      revision: member.revision,
      affiliations: member.affiliations.map((a) => ({ ...writtenAffiliation(a), ...(a.team.id === teamId ? switches : {}) })),
    })
  return (
    <Card
      id="member-teams"
      title={t('member.teams.title')}
      tools={
        manages && (
          <Button
            variant="default"
            size="xs"
            aria-disabled={!mayEdit}
            data-disabled={!mayEdit}
            aria-describedby={blocked ? 'member-teams-blocked' : undefined}
            onClick={() => mayEdit && setEditing(true)}
          >
            {t('member.teams.edit')}
          </Button>
        )
      }
    >
      {manages && blocked && (
        <p id="member-teams-blocked" className={classes.blocked}>
          {why(blocked)}
        </p>
      )}
      {member.affiliations.length + member.furtherTeams === 0 && <p className={classes.empty}>{t('member.teams.none')}</p>}
      <ul className={classes.teams}>
        {member.affiliations.map((affiliation) => (
          <li key={affiliation.team.id} className={classes.team}>
            <Team affiliation={affiliation} locked={locked} busy={busy} onChange={(switches) => change(affiliation.team.id, switches)} />
          </li>
        ))}
      </ul>
      {member.furtherTeams > 0 && <p className={classes.empty}>{t('members.teamsElsewhere', { count: member.furtherTeams })}</p>}
      <MemberSearch member={member} locked={locked} busy={busy} />
      <Suspense>{editing && <EditTeamsDialog member={member} onClose={() => setEditing(false)} />}</Suspense>
    </Card>
  )
}

type TeamProps = SavedSwitch & { affiliation: Affiliation; onChange: (switches: Switches) => void }

function Team({ affiliation, onChange, ...saved }: TeamProps) {
  const { t } = useTranslation()
  const { team, position, isPrimary, isLeader, visible, useTeamFeature } = affiliation
  return (
    <div role="group" aria-label={team.name}>
      <div className={classes.name}>
        {team.name}
        {isPrimary && (
          <StateBadge tone="good" icon={IconStarFilled}>
            {t('member.teams.primary')}
          </StateBadge>
        )}
        {isLeader && (
          <StateBadge tone="quiet" icon={IconUserStar}>
            {t('member.teams.leader')}
          </StateBadge>
        )}
      </div>
      <div className={classes.path}>{[team.path.join(' › '), position?.name].filter(Boolean).join(' · ')}</div>
      <div className={classes.switches}>
        <SwitchSaved
          {...saved}
          label={t('member.teams.private')}
          note={t('member.teams.privateNote')}
          on={!visible}
          onTurn={(on) => onChange({ visible: !on, useTeamFeature })}
        />
        <SwitchSaved
          {...saved}
          label={t('member.teams.include')}
          note={t('member.teams.includeNote')}
          on={useTeamFeature}
          onTurn={(on) => onChange({ visible, useTeamFeature: on })}
        />
      </div>
    </div>
  )
}
