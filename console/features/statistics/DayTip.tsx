import { useTranslation } from 'react-i18next'
import type { Section } from '@muster/contract'
import { formatCount, formatDay } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { SectionDay } from './activeUsers.days.ts'
import classes from './DayTip.module.css'

/** AU-4: the day under the pointer and its count. */
export function DayTip({ section, day, withSignedIn }: { section: Section; day: SectionDay; withSignedIn: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <>
      <div className={classes.day}>{formatDay(day.day, locale)}</div>
      {day.count === null ? (
        <div className={classes.note}>{t('activeUsers.unknown')}</div>
      ) : (
        <dl className={classes.counts}>
          <dt>{t(`activeUsers.${section}.series`)}</dt>
          <dd>{formatCount(day.count, locale)}</dd>
          {withSignedIn && day.signedIn !== null && (
            <>
              <dt>{t('activeUsers.signedIn')}</dt>
              <dd>{formatCount(day.signedIn, locale)}</dd>
            </>
          )}
        </dl>
      )}
      {day.isToday && <div className={classes.note}>{t('activeUsers.todaySoFar')}</div>}
      {day.zoneChange && <div className={classes.note}>{t('activeUsers.zoneChanged', day.zoneChange)}</div>}
    </>
  )
}
