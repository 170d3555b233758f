import { IconBeach, IconCrown, IconUserStar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { TeamMember } from '@muster/contract'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'

type Marked = Pick<TeamMember, 'executive' | 'isLeader' | 'onLeave' | 'state'>

/** What stands out in a member of a team: executive, leader, on leave (MB-14), and any state but *in use* (MB-1). */
export function MemberMarks({ member, stateToo = true }: { member: Marked; stateToo?: boolean }) {
  const { t } = useTranslation()
  return (
    <>
      {member.executive && (
        <StateBadge tone="quiet" icon={IconCrown}>
          {t('teams.executive')}
        </StateBadge>
      )}
      {member.isLeader && (
        <StateBadge tone="good" icon={IconUserStar}>
          {t('teams.leader')}
        </StateBadge>
      )}
      {member.onLeave && (
        <StateBadge tone="waiting" icon={IconBeach}>
          {t('teams.onLeave')}
        </StateBadge>
      )}
      {stateToo && member.state !== 'in_use' && <MemberStateBadge state={member.state} />}
    </>
  )
}
