import { useTranslation } from 'react-i18next'
import { formatDay } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { YearDay } from './memberUse.days.ts'
import classes from './MemberUse.module.css'

/** MB-2: the calendar's days as a table, the newest first. */
export function MemberYearTable({ days, label }: { days: readonly YearDay[]; label: string }) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (days.length === 0) return <p className={classes.lead}>{t('memberUse.year.empty')}</p>
  return (
    <div className={classes.scroll} role="group" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('memberUse.day')}</th>
            <th scope="col">{t('memberUse.year.used')}</th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, surfaces }) => (
            <tr key={day}>
              <th scope="row">{formatDay(day, locale)}</th>
              <td>{surfaces?.map((s) => t(`member.surface.${s}`)).join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
