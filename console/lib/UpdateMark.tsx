import { IconRefreshDot } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { DeviceRow } from '@muster/contract'
import { dayIn, formatDate, formatInstant } from './days.ts'
import { useLocale } from './locale.ts'
import classes from './UpdateMark.module.css'

type MarkProps = {
  row: DeviceRow
  zone: string
  /** Sends the notice; left out where the role may look only. */
  onNotify?: (() => void) | undefined
}

/** DS-6, DS-7: an update is available; pressed, it is told to the member. Nothing where the device is up to date. */
export function UpdateMark({ row, zone, onNotify }: MarkProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  if (!row.updateAvailable) return null
  const words = (
    <>
      <IconRefreshDot size={14} stroke={1.75} aria-hidden />
      {t('devices.updateAvailable')}
    </>
  )
  return (
    <span className={classes.mark}>
      {onNotify ? (
        <button
          type="button"
          className={classes.link}
          aria-label={t('devices.notifyOne', { name: row.member.name, model: row.device.model })}
          title={t('devices.notify.title')}
          onClick={onNotify}
        >
          {words}
        </button>
      ) : (
        <span className={classes.words}>{words}</span>
      )}
      {row.notifiedAt && (
        <span className={classes.told}>
          {t('devices.told')}{' '}
          <time dateTime={row.notifiedAt} title={formatInstant(row.notifiedAt, zone, locale)}>
            {formatDate(dayIn(zone, row.notifiedAt), locale)}
          </time>
        </span>
      )}
    </span>
  )
}
