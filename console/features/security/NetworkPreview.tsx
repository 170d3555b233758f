import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { placeName } from '../../lib/connectionTexts.ts'
import { formatCount } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import type { Preview } from './network.query.ts'
import classes from './Network.module.css'

/** Whom the rules would refuse, the reader included, before they are saved. */
export function NetworkPreview({ preview, enforced }: { preview: Preview; enforced: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const { data, problem, isBusy } = preview
  return (
    <Card id="network-preview" title={t(enforced ? 'network.preview' : 'network.previewOff')} busy={isBusy}>
      <div aria-live="polite">
        {!data && !problem && <Skeleton height={56} role="status" aria-label={t('common.loading')} />}
        {problem && <p className={classes.none}>{problem.code === 'network_ranges_invalid' ? t('network.previewWaits') : line(problem)}</p>}
        {data && (
          <>
            <p className={classes.figure}>
              <strong>{formatCount(data.refused, locale)}</strong>
              <span>{t('network.previewOf', { count: data.connected, connected: formatCount(data.connected, locale) })}</span>
            </p>
            <Own you={data.you} />
          </>
        )}
      </div>
      <p className={classes.small}>
        <a href="https://db-ip.com" target="_blank" rel="noreferrer">
          {t('connections.attribution')}
        </a>
      </p>
    </Card>
  )
}

type Own = NonNullable<Preview['data']>['you']

function Own({ you }: { you: Own }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const place = you.place.kind === 'country' ? placeName(you.place, locale) : t(`connections.${you.place.kind}`)
  const at = t('network.own', { ip: you.ip ?? t('common.noIp'), place })
  const isSafe = you.admitted || you.standing === 'exempt' || you.standing === 'other_company'
  const Icon = isSafe ? IconCircleCheck : IconAlertTriangle
  return (
    <p className={classes.own} data-warn={!isSafe || undefined}>
      <Icon size={18} stroke={1.75} aria-hidden />
      <span>
        {at} {t(you.admitted ? 'network.ownAdmitted' : `network.standing.${you.standing}`)}
      </span>
    </p>
  )
}
