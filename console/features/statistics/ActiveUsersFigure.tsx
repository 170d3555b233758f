import { useTranslation } from 'react-i18next'
import type { ActiveUsers, Section } from '@muster/contract'
import { formatCount, formatDay, formatPeriod } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { summarize, type SectionDay } from './activeUsers.days.ts'
import classes from './ActiveUsersFigure.module.css'

/** AU-2: the figure of a period counts distinct members; the days beside it help to read it. */
export function ActiveUsersFigure({ section, data, days }: { section: Section; data: ActiveUsers; days: SectionDay[] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { period, series } = data[section]
  const { average, busiest } = summarize(days)
  return (
    <div className={classes.row}>
      <div className={classes.main}>
        <div className={classes.label}>{t(`activeUsers.${section}.figure`)}</div>
        <div className={classes.figure}>{formatCount(series[section]?.distinct ?? 0, locale)}</div>
        <div className={classes.small}>{t('activeUsers.distinct')}</div>
      </div>
      <dl className={classes.facts}>
        <Fact
          name={t('activeUsers.period')}
          value={formatPeriod(period.from, period.to, locale)}
          small={t('activeUsers.days', { count: period.days })}
        />
        {average !== null && (
          <Fact name={t('activeUsers.average')} value={formatCount(Math.round(average), locale)} small={t('activeUsers.averageNote')} />
        )}
        {busiest && (
          <Fact
            name={t('activeUsers.busiest')}
            value={formatDay(busiest.day, locale)}
            small={t('activeUsers.busiestMembers', { count: busiest.count ?? 0, figure: formatCount(busiest.count ?? 0, locale) })}
          />
        )}
      </dl>
    </div>
  )
}

function Fact({ name, value, small }: { name: string; value: string; small: string }) {
  return (
    <div className={classes.fact}>
      <dt className={classes.label}>{name}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.small}>{small}</dd>
    </div>
  )
}
