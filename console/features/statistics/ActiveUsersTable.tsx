import { useTranslation } from 'react-i18next'
import { formatCount, formatDay } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { ShownDays } from './ActiveUsersChart.tsx'
import type { SectionDay } from './activeUsers.days.ts'
import classes from './ActiveUsersTable.module.css'

/** AU-4: the chart's numbers as a table, every day of the period. */
export function ActiveUsersTable({ section, days, withSignedIn, label }: ShownDays) {
  const { t } = useTranslation()
  const locale = useLocale()
  const figure = (count: number | null) => (count === null ? t('activeUsers.unknownMark') : formatCount(count, locale))
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('activeUsers.day')}</th>
            <th scope="col" className={classes.number}>
              {t(`activeUsers.${section}.series`)}
            </th>
            {withSignedIn && (
              <th scope="col" className={classes.number}>
                {t('activeUsers.signedIn')}
              </th>
            )}
            <th scope="col" className={classes.note}>
              {t('activeUsers.note')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formatDay(day.day, locale)}</th>
              <td className={classes.number}>{figure(day.count)}</td>
              {withSignedIn && <td className={classes.number}>{figure(day.signedIn)}</td>}
              <td className={classes.note}>
                <Note day={day} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Note({ day }: { day: SectionDay }) {
  const { t } = useTranslation()
  const notes = [
    day.isToday && t('activeUsers.todaySoFar'),
    day.count === null && t('activeUsers.unknown'),
    day.zoneChange && t('activeUsers.zoneChanged', day.zoneChange),
  ]
  return notes.filter(Boolean).join(' · ')
}
