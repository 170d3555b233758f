import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconPlayerPause, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Webhook } from '@muster/contract'
import { StateBadge, type Tone } from '../../ui/StateBadge.tsx'
import { healthOf, type Health } from './integrations.query.ts'

const signs: Record<Health, { tone: Tone; icon: Icon }> = {
  delivering: { tone: 'good', icon: IconCircleCheck },
  failing: { tone: 'bad', icon: IconAlertTriangle },
  paused: { tone: 'waiting', icon: IconPlayerPause },
  idle: { tone: 'quiet', icon: IconCircleDashed },
}

/** How an endpoint fares. */
export function HealthBadge({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation()
  const health = healthOf(webhook)
  return <StateBadge {...signs[health]}>{t(`integrations.health.${health}`)}</StateBadge>
}
