import { useTranslation } from 'react-i18next'
import type { Section } from '@muster/contract'
import { formatCount, formatDay, formatDayTick, formatMonthTick } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { DayChart } from '../../ui/DayChart.tsx'
import type { SectionDay } from './activeUsers.days.ts'
import { DayTip } from './DayTip.tsx'

export type ShownDays = { section: Section; days: SectionDay[]; withSignedIn: boolean; label: string }

export function ActiveUsersChart({ section, days, withSignedIn, label }: ShownDays) {
  const { t } = useTranslation()
  const locale = useLocale()
  const announce = (index: number) => {
    const day = days[index]
    if (!day) return ''
    const name = formatDay(day.day, locale)
    if (day.count === null) return t('activeUsers.announceUnknown', { day: name })
    return [
      t(`activeUsers.${section}.announce`, { day: name, count: day.count, figure: formatCount(day.count, locale) }),
      withSignedIn && day.signedIn !== null && t('activeUsers.announceSignedIn', { figure: formatCount(day.signedIn, locale) }),
      day.isToday && t('activeUsers.todaySoFar'),
      day.zoneChange && t('activeUsers.zoneChanged', day.zoneChange),
    ]
      .filter(Boolean)
      .join(', ')
  }
  return (
    <DayChart
      days={days.map((day) => ({
        day: day.day,
        value: day.count,
        inner: withSignedIn ? day.signedIn : undefined,
        partial: day.isToday,
        marker: day.zoneChange ? `${day.zoneChange.from} → ${day.zoneChange.to}` : undefined,
      }))}
      texts={{
        label,
        roleDescription: t('chart.roleDescription'),
        keys: t('chart.keys'),
        unknown: t('activeUsers.unknown'),
        tick: (day, kind) => (kind === 'day' ? formatDayTick(day, locale) : formatMonthTick(day, locale)),
        count: (count) => formatCount(count, locale),
        announce,
      }}
      renderTip={(index) => {
        const day = days[index]
        return day && <DayTip section={section} day={day} withSignedIn={withSignedIn} />
      }}
    />
  )
}
