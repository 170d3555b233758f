import {
  IconBeach,
  IconCalendarTime,
  IconCircleCheck,
  IconClockExclamation,
  IconDeviceMobileOff,
  IconHourglassLow,
  IconPlayerPause,
  IconShieldStar,
  IconTrash,
  type Icon,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MemberDetail, MemberState } from '@muster/contract'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { formatInstant } from './days.ts'
import { useLocale } from './locale.ts'

const looks: Record<MemberState, { tone: Tone; icon: Icon }> = {
  in_use: { tone: 'good', icon: IconCircleCheck },
  pending: { tone: 'waiting', icon: IconHourglassLow },
  pending_expired: { tone: 'bad', icon: IconClockExclamation },
  awaiting: { tone: 'quiet', icon: IconCalendarTime },
  suspended: { tone: 'bad', icon: IconPlayerPause },
  deleted: { tone: 'bad', icon: IconTrash },
}

/** MB-1: the one state a member is in. */
export function MemberStateBadge({ state }: { state: MemberState }) {
  const { t } = useTranslation()
  return (
    <StateBadge tone={looks[state].tone} icon={looks[state].icon}>
      {t(`member.state.${state}`)}
    </StateBadge>
  )
}

/** MB-1: what lies over the state: leave of absence, blocked app usage, and an administrator's role. */
export function MemberOverlays({ member, zone }: { member: MemberDetail; zone: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { leave } = member
  const at = (instant: string) => formatInstant(instant, zone, locale)
  return (
    <>
      {leave && (
        <StateBadge tone="waiting" icon={IconBeach}>
          {leave.now
            ? leave.until
              ? t('member.onLeaveUntil', { at: at(leave.until) })
              : t('member.onLeave')
            : t('member.leaveAhead', { from: at(leave.from), until: leave.until ? at(leave.until) : '' })}
        </StateBadge>
      )}
      {member.appBlocked && (
        <StateBadge tone="bad" icon={IconDeviceMobileOff}>
          {t('member.appBlocked')}
        </StateBadge>
      )}
      {member.administratorRole && (
        <StateBadge tone="quiet" icon={IconShieldStar}>
          {t(`role.${member.administratorRole}`)}
        </StateBadge>
      )}
    </>
  )
}
