import { IconAlertTriangle, IconCheck, IconClock, IconClockX, IconX } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { cancelCauses, type Operation, type OperationState } from '@muster/contract'
import { StateBadge, type Tone } from '../ui/StateBadge.tsx'
import { formatInstant } from './days.ts'
import { useLocale } from './locale.ts'
import classes from './Operations.module.css'

const signs: Record<OperationState, { tone: Tone; icon: typeof IconCheck }> = {
  requested: { tone: 'waiting', icon: IconClock },
  delivered: { tone: 'waiting', icon: IconClock },
  done: { tone: 'good', icon: IconCheck },
  failed: { tone: 'bad', icon: IconAlertTriangle },
  expired: { tone: 'quiet', icon: IconClockX },
  cancelled: { tone: 'quiet', icon: IconX },
}

type ItemProps = {
  operation: Operation
  zone: string
  /** Where it stands among those of several devices. */
  withDevice?: boolean
  onCancel?: ((operation: Operation) => void) | undefined
}

/** DS-11: an operation, what is known of how far it has come, and every step with its instant; *done* only where the device has said so. */
export function OperationItem({ operation, zone, withDevice = false, onCancel }: ItemProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const { kind, state, member, device, reason, requestedBy, steps, expiresAt, cancel } = operation
  const at = (instant: string) => formatInstant(instant, zone, locale)
  const noteOf = (note: string | null) => {
    const cause = cancelCauses.find((one) => one === note)
    return cause ? t(`operation.cause.${cause}`) : note
  }
  return (
    <li className={classes.item}>
      <div className={classes.head}>
        <span className={classes.kind}>
          {t(`operation.kind.${kind}`)}
          {withDevice && <span className={classes.of}> {device.model}</span>}
        </span>
        <StateBadge {...signs[state]}>{t(`operation.state.${state}`)}</StateBadge>
      </div>
      {kind === 'delete_app_data' && (
        <p className={classes.line}>
          {member ? t('operation.ofMember', { name: member.name, login: member.login }) : t('operation.ofGone')}
        </p>
      )}
      <p className={classes.line}>{t('operation.because', { name: requestedBy?.name ?? t('operation.gone'), reason })}</p>
      <ol className={classes.steps}>
        {steps.map(({ state: step, at: instant, by, note }) => (
          <li key={step}>
            <time dateTime={instant}>{at(instant)}</time> {t(`operation.state.${step}`)}
            {by !== null && step === 'cancelled' && ` · ${by}`}
            {note !== null && ` · ${noteOf(note)}`}
          </li>
        ))}
      </ol>
      {(state === 'requested' || state === 'delivered') && (
        <p className={classes.line}>{t(`operation.waits.${state}`, { until: at(expiresAt) })}</p>
      )}
      {onCancel && cancel === null && (
        <Button
          variant="default"
          size="xs"
          className={classes.cancel ?? ''}
          aria-label={t('operation.cancelOf', { kind: t(`operation.kind.${kind}`), device: device.model })}
          onClick={() => onCancel(operation)}
        >
          {t('operation.cancel')}
        </Button>
      )}
    </li>
  )
}
