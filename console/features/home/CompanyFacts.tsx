import { useTranslation } from 'react-i18next'
import type { Home } from '@muster/contract'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { Card } from '../../ui/Card.tsx'
import { Fact, Facts } from '../../ui/Facts.tsx'
import classes from './Home.module.css'

/** What the company has bought, and by which clock it lives; T-3: a change ahead. */
export function CompanyFacts({ facts }: { facts: Home['company'] }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { plan, zone, zoneChange } = facts
  const core = t(`home.company.core.${plan.core}`)
  const options = (['drive', 'approval'] as const).filter((option) => plan[option]).map((option) => t(`home.company.${option}`))
  return (
    <Card id="home-company" title={t('home.company.title')}>
      <Facts>
        <Fact label={t('home.company.plan')}>
          {options.length === 0 ? core : t('home.company.options', { core, options: options.join(t('home.company.and')) })}
          {plan.core === 'trial' && <span className={classes.note}>{t('home.company.trial')}</span>}
        </Fact>
        <Fact label={t('home.company.zone')}>
          {zone}
          {zoneChange && (
            <span className={classes.note}>
              {t('home.company.change', { at: formatInstant(zoneChange.effectiveAt, zoneChange.zone, locale), zone: zoneChange.zone })}
            </span>
          )}
        </Fact>
      </Facts>
    </Card>
  )
}
