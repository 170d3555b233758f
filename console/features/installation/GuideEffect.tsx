import { useTranslation } from 'react-i18next'
import type { Guide } from '@muster/contract'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import classes from './GuideHistory.module.css'

/** Of those who got the guide, how many have begun to use an app that it named, within 7 and within 30 days. */
export function GuideEffect({ guide: { effect, progress } }: { guide: Guide }) {
  const { t } = useTranslation()
  const locale = useLocale()
  return (
    <dl className={classes.effect} title={t('installation.effect.title')}>
      {effect.map(({ days, installed, over }) => (
        <div key={days}>
          <dt>{t('installation.effect.within', { count: days })}</dt>
          <dd>
            {progress.sent === 0 ? '–' : formatCount(installed, locale)}
            {progress.sent > 0 && <span className={classes.share}> {shareOf(installed, progress.sent, locale)}</span>}
            {progress.sent > 0 && !over && <span className={classes.soFar}>{t('installation.effect.soFar')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

const shareOf = (part: number, whole: number, locale: string) =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(part / whole)
