import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Day, MemberActivity, Surface } from '@muster/contract'
import { formatCount, formatDate, formatDay, formatMonthTick, formatWeekday } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { ChartOrTable } from '../../ui/ChartOrTable.tsx'
import { YearCalendar } from '../../ui/YearCalendar.tsx'
import { MemberYearTable } from './MemberYearTable.tsx'
import { daysOfYear, levelOf, type YearDay } from './memberUse.days.ts'
import classes from './MemberUse.module.css'

type Which = Surface | 'all'

/** MB-2: the days of a year on which the member was active, in all or in one app, as a calendar or as a table of the same. */
export function MemberYear({ year, today }: { year: MemberActivity['year']; today: Day }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [which, setWhich] = useState<Which>('all')
  const [asTable, setAsTable] = useState(false)
  const days = daysOfYear(year)
  const active = days.filter((day) => isActive(day, which))
  const last = active.at(-1)?.day
  const announce = (index: number) => {
    const { day = '', surfaces = null } = days[index] ?? {}
    const used = surfaces?.map((s) => t(`member.surface.${s}`)).join(', ')
    const what = surfaces === null ? t('memberUse.unknown') : used || t('memberUse.year.none')
    const text = t('memberUse.year.announce', { day: formatDay(day, locale), what })
    return day === today ? `${text} (${t('memberUse.today')})` : text
  }
  return (
    <>
      <div className={classes.apps} role="group" aria-label={t('memberUse.year.which')}>
        {(['all', ...year.surfaces.map((s) => s.surface)] as const).map((one) => (
          <button key={one} type="button" className={classes.app} aria-pressed={one === which} onClick={() => setWhich(one)}>
            {one === 'all' ? t('memberUse.year.all') : t(`member.surface.${one}`)}
            <span>{formatCount(days.filter((day) => isActive(day, one)).length, locale)}</span>
          </button>
        ))}
      </div>
      {asTable ? (
        <MemberYearTable days={days.filter((day) => isActive(day, which))} label={t('memberUse.year.table')} />
      ) : (
        <YearCalendar
          days={days.map((day) => ({ day: day.day, level: levelOf(day, which), partial: day.day === today }))}
          texts={{
            label: t('memberUse.year.table'),
            roleDescription: t('memberUse.roleDescription'),
            keys: t('memberUse.keys'),
            month: (day) => formatMonthTick(day, locale),
            weekday: (day) => formatWeekday(day, locale),
            announce,
          }}
        />
      )}
      <div className={classes.foot}>
        <p className={classes.lastDay}>{last ? t('memberUse.year.last', { day: formatDate(last, locale) }) : t('memberUse.year.never')}</p>
        {!asTable && which === 'all' && <Scale />}
        <ChartOrTable asTable={asTable} onTable={setAsTable} texts={{ table: t('memberUse.asTable'), chart: t('memberUse.asChart') }} />
      </div>
    </>
  )
}

const isActive = ({ surfaces }: YearDay, which: Which) =>
  surfaces !== null && (which === 'all' ? surfaces.length > 0 : surfaces.includes(which))

/** What the shades mean. */
function Scale() {
  const { t } = useTranslation()
  return (
    <div className={`${classes.keys} ${classes.scale}`}>
      {t('memberUse.year.fewer')}
      {(['none', 'few', 'some', 'many'] as const).map((kind) => (
        <span key={kind} className={classes.mark} data-kind={kind} aria-hidden />
      ))}
      {t('memberUse.year.more')}
    </div>
  )
}
