import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Day, MemberActivity } from '@muster/contract'
import { addDays, formatCount, formatDay, formatDayTick, formatMonthTick } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { ChartOrTable } from '../../ui/ChartOrTable.tsx'
import { DayChart } from '../../ui/DayChart.tsx'
import classes from './MemberUse.module.css'

type SignInDay = { day: Day; app: number | null; web: number | null }

/** MB-2: sign-ins per day, by apps and web; a day before the member came is unknown rather than 0 (pitfall 8). */
export function MemberSignIns({ signIns, today }: { signIns: MemberActivity['signIns']; today: Day }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asTable, setAsTable] = useState(false)
  const days = signIns.app.map((app, i): SignInDay => ({ day: addDays(signIns.from, i), app, web: signIns.web[i] ?? null }))
  const figure = (n: number | null) => (n === null ? t('memberUse.unknownMark') : formatCount(n, locale))
  const total = days.reduce((sum, { app, web }) => sum + (app ?? 0) + (web ?? 0), 0)
  const announce = (index: number) => {
    const { day = '', app = null, web = null } = days[index] ?? {}
    const said = { day: formatDay(day, locale), app: figure(app), web: figure(web) }
    const text = t(app === null ? 'memberUse.signIns.announceUnknown' : 'memberUse.signIns.announce', said)
    return day === today ? `${text}, ${t('memberUse.today')}` : text
  }
  return (
    <>
      {asTable ? (
        <SignInTable days={days} figure={figure} />
      ) : (
        <DayChart
          stacked
          height={212}
          days={days.map(({ day, app, web }) => ({
            day,
            value: app === null || web === null ? null : app + web,
            inner: app,
            partial: day === today,
          }))}
          texts={{
            label: t('memberUse.signIns.table'),
            roleDescription: t('memberUse.roleDescription'),
            keys: t('memberUse.keys'),
            unknown: t('memberUse.unknown'),
            tick: (day, kind) => (kind === 'day' ? formatDayTick(day, locale) : formatMonthTick(day, locale)),
            count: (count) => formatCount(count, locale),
            announce,
          }}
          renderTip={(index) => {
            const day = days[index]
            return day && <Tip day={day} figure={figure} isToday={day.day === today} />
          }}
        />
      )}
      <div className={classes.foot}>
        <ul className={classes.keys}>
          <li>{t('memberUse.signIns.total', { count: total, figure: formatCount(total, locale) })}</li>
          {!asTable &&
            (['app', 'web'] as const).map((kind) => (
              <li key={kind}>
                <span className={classes.mark} data-kind={kind} aria-hidden />
                {t(`memberUse.signIns.${kind}`)}
              </li>
            ))}
        </ul>
        <ChartOrTable asTable={asTable} onTable={setAsTable} texts={{ table: t('memberUse.asTable'), chart: t('memberUse.asChart') }} />
      </div>
    </>
  )
}

type Figured = { figure: (n: number | null) => string }

function Tip({ day, figure, isToday }: Figured & { day: SignInDay; isToday: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <>
      <div className={classes.tip}>{formatDay(day.day, locale)}</div>
      <dl>
        <dt>{t('memberUse.signIns.app')}</dt>
        <dd>{figure(day.app)}</dd>
        <dt>{t('memberUse.signIns.web')}</dt>
        <dd>{figure(day.web)}</dd>
      </dl>
      {isToday && t('memberUse.today')}
    </>
  )
}

function SignInTable({ days, figure }: Figured & { days: readonly SignInDay[] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <div className={classes.scroll} role="group" aria-label={t('memberUse.signIns.table')} tabIndex={0}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('memberUse.day')}</th>
            <th scope="col" className={classes.number}>
              {t('memberUse.signIns.app')}
            </th>
            <th scope="col" className={classes.number}>
              {t('memberUse.signIns.web')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.toReversed().map(({ day, app, web }) => (
            <tr key={day}>
              <th scope="row">{formatDay(day, locale)}</th>
              <td className={classes.number}>{figure(app)}</td>
              <td className={classes.number}>{figure(web)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
