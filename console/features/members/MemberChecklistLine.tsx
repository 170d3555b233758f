import { useContext } from 'react'
import { IconAlertTriangle, IconBulb, IconCircleCheck, IconCircleX, type Icon } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CheckMend, CheckState, MemberDetail, SecurityCheck } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstantDay } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberActingContext } from '../../lib/MemberActing.tsx'
import { memberQuery } from '../../lib/member.query.ts'
import { useAct } from '../../lib/useAct.ts'
import { pages } from '../../paths.ts'
import { StateBadge, type Tone } from '../../ui/StateBadge.tsx'
import { useBlockedText } from './blocked.text.ts'
import type { MemberSection } from './memberSections.ts'
import classes from './MemberChecklist.module.css'

const looks: Record<CheckState, { tone: Tone; icon: Icon }> = {
  bad: { tone: 'bad', icon: IconCircleX },
  warn: { tone: 'waiting', icon: IconAlertTriangle },
  advice: { tone: 'quiet', icon: IconBulb },
  good: { tone: 'good', icon: IconCircleCheck },
}

type LineProps = {
  company: AdministeredCompany
  member: MemberDetail
  check: SecurityCheck
  onSection: (section: MemberSection, card?: string) => void
  onNotify: () => void
}

/** MB-2: one line: how it stands, why, and what mends it; where that cannot be done now, the server's reason. */
export function ChecklistLine({ company, check: line, ...props }: LineProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const why = useBlockedText(props.member)
  const { check, state, finding, mend } = line
  const at = line.at ? formatInstantDay(line.at, company.zone, locale) : ''
  const count = line.count ?? line.of ?? 0
  const title = t(`checklist.check.${check}`)
  return (
    <li className={classes.line}>
      <div className={classes.head}>
        <h3 className={classes.name}>{title}</h3>
        <StateBadge tone={looks[state].tone} icon={looks[state].icon}>
          {t(`checklist.state.${state}`)}
        </StateBadge>
      </div>
      <p className={classes.found}>{t(`checklist.finding.${finding}`, { count, of: line.of ?? 0, at })}</p>
      {mend?.what === 'member' && <p className={classes.note}>{t('checklist.byMember')}</p>}
      {mend && mend.what !== 'member' && (
        <div className={classes.mend}>
          <Mend {...props} company={company} what={mend.what} blocked={mend.reason !== null} title={title} describedBy={`why-${check}`} />
          {mend.reason && (
            <span id={`why-${check}`} className={classes.note}>
              {why(mend.reason)}
            </span>
          )}
        </div>
      )}
    </li>
  )
}

type MendProps = Omit<LineProps, 'check'> & { what: Exclude<CheckMend, 'member'>; blocked: boolean; title: string; describedBy: string }

function Mend({ company, member, what, blocked, title, describedBy, onSection, onNotify }: MendProps) {
  const { t } = useTranslation()
  const acting = useContext(MemberActingContext)
  const of = { company: company.id, member: member.id }
  const switchOn = useAct({
    act: () => api.security.switchTwoStep.call({ ...of, on: true }),
    from: memberQuery(company.id, member.id).queryKey,
  })
  const acts: Partial<Record<typeof what, () => void>> = {
    resend_invitation: () => acting?.ask({ company, member, action: 'resend_invitation' }),
    request_password_change: () => acting?.ask({ company, member, action: 'request_password_change' }),
    switch_two_step_on: () => switchOn.send(undefined),
    turn_off_easy_login: () => onSection('security', 'member-easy-login'),
    notify_update: onNotify,
    show_devices: () => onSection('devices'),
    show_connections: () => onSection('connections'),
  }
  const text = t(`checklist.mend.${what}`)
  const label = t('checklist.of', { what: text, check: title })
  const to = what === 'change_policy' ? pages.signInSecurity : pages.devices
  if (!acts[what] && !blocked)
    return (
      <Link to={to} search={{ company: company.id }} className={classes.link ?? ''} aria-label={label}>
        {text}
      </Link>
    )
  return (
    <Button
      variant="default"
      size="compact-sm"
      aria-label={label}
      aria-disabled={blocked}
      data-disabled={blocked}
      aria-describedby={blocked ? describedBy : undefined}
      loading={switchOn.pending}
      onClick={() => !blocked && acts[what]?.()}
    >
      {text}
    </Button>
  )
}
