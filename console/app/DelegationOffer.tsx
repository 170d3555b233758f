import { useState } from 'react'
import { IconCrown } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { ReceivedDelegation } from '@muster/contract'
import { api } from '../lib/api.ts'
import { formatInstant } from '../lib/days.ts'
import { useLocale } from '../lib/locale.ts'
import { useAct } from '../lib/useAct.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import classes from './Delegations.module.css'

/** P-2: an offer of a Super Admin's role to the reader. */
export function DelegationOffer({ offer }: { offer: ReceivedDelegation }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const [accepting, setAccepting] = useState(false)
  const { id, name: company } = offer.company
  const accept = useAct({
    act: () => api.administration.accept.call({ company: id }),
    onDone: () => {
      setAccepting(false)
      notifications.show({ message: t('administrators.received.accepted', { company }) })
    },
  })
  const decline = useAct({
    act: () => api.administration.decline.call({ company: id }),
    onDone: () => notifications.show({ message: t('administrators.received.declined') }),
  })
  const until = formatInstant(offer.expiresAt, offer.company.zone, locale)
  return (
    <section className={classes.offer} aria-label={t('administrators.handover.title')}>
      <IconCrown size={20} stroke={1.75} aria-hidden />
      <p>{t('administrators.received.text', { ...offer.from, company, at: until })}</p>
      <div className={classes.tools}>
        <Button variant="default" size="compact-md" loading={decline.pending} onClick={() => decline.send(undefined)}>
          {t('administrators.received.decline')}
        </Button>
        <Button size="compact-md" onClick={() => setAccepting(true)}>
          {t('administrators.received.accept')}
        </Button>
      </div>
      {accepting && (
        <ConfirmDialog
          title={t('administrators.received.acceptTitle', { company })}
          points={[
            { text: t('administrators.received.point.all') },
            { text: t('administrators.received.point.sub', { name: offer.from.name }) },
            { text: t('administrators.received.point.suspend') },
          ]}
          confirm={t('administrators.received.acceptNow')}
          pending={accept.pending}
          onConfirm={() => accept.send(undefined)}
          onClose={() => setAccepting(false)}
        />
      )}
    </section>
  )
}
