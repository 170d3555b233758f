import { useState } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Settings } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useAct } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { ZoneDialog } from './ZoneDialog.tsx'
import classes from './Settings.module.css'

/** T-3: the time zone in force, and a change that is still to come. */
export function ZoneCard({ company, settings, mayChange }: { company: string; settings: Settings; mayChange: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [asking, setAsking] = useState(false)
  const [now] = useState(() => new Date().toISOString())
  const { zone, zoneChange } = settings
  const { send, pending } = useAct({
    act: api.company.setTimeZone.call,
    onDone: () => notifications.show({ message: t('settings.zone.withdrawn', { zone }) }),
  })
  return (
    <Card id="settings-zone" title={t('settings.zone.title')}>
      <div className={classes.fields}>
        <p className={classes.note}>{t('settings.zone.note')}</p>
        <div className={classes.zone}>
          <span>
            <strong>{zone}</strong> <small>{zoneOffset(zone, now)}</small>
          </span>
          {mayChange && (
            <Button variant="default" onClick={() => setAsking(true)}>
              {t('settings.zone.change')}
            </Button>
          )}
        </div>
      </div>
      {zoneChange && (
        <div className={classes.coming}>
          <span>
            {t('settings.zone.coming', { zone: zoneChange.zone, at: formatInstant(zoneChange.effectiveAt, zoneChange.zone, locale) })}
          </span>
          {mayChange && (
            <Button size="compact-sm" variant="default" loading={pending} onClick={() => send({ company, zone })}>
              {t('settings.zone.withdraw', { zone })}
            </Button>
          )}
        </div>
      )}
      {asking && <ZoneDialog company={company} zone={zoneChange?.zone ?? zone} onClose={() => setAsking(false)} />}
    </Card>
  )
}
