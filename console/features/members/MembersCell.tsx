import { IconBeach, IconDeviceMobileOff, IconMailCheck, IconShieldStar } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ListedMember, MemberColumn } from '@muster/contract'
import { dayIn, formatDate, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { MemberStateBadge } from '../../lib/MemberState.tsx'
import { serverPaths } from '../../paths.ts'
import { PersonPhoto } from '../../ui/PersonPhoto.tsx'
import { StateBadge } from '../../ui/StateBadge.tsx'
import classes from '../../ui/List.module.css'

type CellProps = { company: AdministeredCompany; member: ListedMember; column: MemberColumn }

/** Who it is: picture, name, and reading. */
export function MembersWho({ company, member }: Omit<CellProps, 'column'>) {
  const { t } = useTranslation()
  const photo = member.photoChangedAt && serverPaths.memberPhoto(company.id, member.id, member.photoChangedAt)
  return (
    <span className={classes.who}>
      <PersonPhoto name={member.name} src={photo} size={28} />
      <MemberName company={company} id={member.id} name={member.name} />
      {member.phonetic && (
        <span className={classes.quiet} title={member.phonetic}>
          {member.phonetic}
        </span>
      )}
      {member.administratorRole && (
        <span className={classes.sign} title={t(`role.${member.administratorRole}`)}>
          <IconShieldStar size={15} stroke={1.75} role="img" aria-label={t(`role.${member.administratorRole}`)} />
        </span>
      )}
    </span>
  )
}

/** What a column says of a member; nothing where there is nothing to say. */
export function MembersCell({ company, member, column }: CellProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  switch (column) {
    case 'state':
      return <MembersState member={member} />
    case 'team':
      return (
        <>
          {member.team?.name}
          {member.furtherTeams > 0 && (
            <span className={classes.quiet}>
              {' '}
              {t(member.team ? 'members.furtherTeams' : 'members.teamsElsewhere', { count: member.furtherTeams })}
            </span>
          )}
        </>
      )
    case 'level':
    case 'userType':
      return member[column]?.name
    case 'lastUse':
      return member.lastUse ? formatDate(member.lastUse, locale) : <span className={classes.quiet}>{t('members.never')}</span>
    case 'createdAt':
      return (
        <span title={formatInstant(member.createdAt, company.zone, locale)}>
          {formatDate(dayIn(company.zone, member.createdAt), locale)}
        </span>
      )
    case 'personalEmail':
      return member.hasPersonalEmail ? (
        <IconMailCheck size={17} stroke={1.75} role="img" aria-label={t('members.hasEmail')} />
      ) : (
        <span className={classes.quiet}>{t('members.noEmail')}</span>
      )
    case 'role':
      return member.administratorRole && t(`role.${member.administratorRole}`)
    default:
      return member[column]
  }
}

/** MB-1: the state, and what lies over it. */
export function MembersState({ member }: { member: ListedMember }) {
  const { t } = useTranslation()
  return (
    <span className={classes.states}>
      <MemberStateBadge state={member.state} />
      {member.onLeave && (
        <StateBadge tone="waiting" icon={IconBeach}>
          {t('member.onLeave')}
        </StateBadge>
      )}
      {member.appBlocked && (
        <StateBadge tone="bad" icon={IconDeviceMobileOff}>
          {t('member.appBlocked')}
        </StateBadge>
      )}
    </span>
  )
}
