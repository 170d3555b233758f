import {
  IconApps,
  IconChevronRight,
  IconDatabaseExclamation,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconHourglass,
  IconMailOff,
  IconMailX,
  IconUserOff,
  IconUserX,
  IconWebhookOff,
  type Icon,
} from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import {
  expiringDays,
  homeDays,
  lapsedDays,
  nearFullPercent,
  overdueDays,
  pendingDays,
  type HomeItem,
  type HomeLine,
} from '@muster/contract'
import { formatCount, formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { linkOf } from './home.links.ts'
import classes from './Home.module.css'

/** `bad`: something failed or is over; `soon`: it will be; else it can be bettered. The words say which; colour only underlines it (RE-2). */
const signs: Record<HomeLine, { icon: Icon; tone: 'bad' | 'soon' | 'quiet' }> = {
  overdue_operations: { icon: IconHourglass, tone: 'bad' },
  dead_deliveries: { icon: IconWebhookOff, tone: 'bad' },
  undelivered_mails: { icon: IconMailX, tone: 'bad' },
  failed_guides: { icon: IconMailX, tone: 'bad' },
  expired_invitations: { icon: IconUserX, tone: 'bad' },
  expiring_invitations: { icon: IconHourglass, tone: 'soon' },
  full_drive: { icon: IconDatabaseExclamation, tone: 'soon' },
  full_mail: { icon: IconDatabaseExclamation, tone: 'soon' },
  outdated_mobile: { icon: IconDeviceMobile, tone: 'quiet' },
  outdated_pc: { icon: IconDeviceDesktop, tone: 'quiet' },
  outdated_drive_mobile: { icon: IconDeviceMobile, tone: 'quiet' },
  missing_apps: { icon: IconApps, tone: 'quiet' },
  missing_addresses: { icon: IconMailOff, tone: 'quiet' },
  lapsed_members: { icon: IconUserOff, tone: 'quiet' },
}
const days: Partial<Record<HomeLine, number>> = {
  overdue_operations: overdueDays,
  expired_invitations: pendingDays,
  expiring_invitations: expiringDays,
  undelivered_mails: homeDays,
  lapsed_members: lapsedDays,
}

/** One line: how many of what, and why it matters; all of it leads to the list of exactly those. */
export function HomeItemLink({ company, item }: { company: AdministeredCompany; item: HomeItem }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { line, isExact, subject } = item
  const count = item.count ?? 0
  const { icon: Sign, tone } = signs[line]
  const figure = formatCount(count, locale)
  const values = {
    count,
    figure: isExact ? figure : t('home.more', { figure }),
    days: days[line] ?? 0,
    pending: pendingDays,
    percent: nearFullPercent,
    name: subject?.name ?? '',
    at: subject?.at ? formatInstant(subject.at, company.zone, locale) : '',
  }
  return (
    <Link {...linkOf(item, company.id)} className={classes.line ?? ''}>
      <span className={classes.sign} data-tone={tone} aria-hidden>
        <Sign size={20} stroke={1.75} />
      </span>
      <span className={classes.words}>
        <span className={classes.what}>{t(`home.line.${line}`, values)}</span>
        <span className={classes.note}>{t(`home.note.${line}`, values)}</span>
      </span>
      <IconChevronRight size={18} stroke={1.75} className={classes.go} aria-hidden />
    </Link>
  )
}
