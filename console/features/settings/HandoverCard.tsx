import { useState } from 'react'
import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { problemOf } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { HandoverDialog } from './HandoverDialog.tsx'
import classes from './Administrators.module.css'

/** P-2: the Super Admin role is offered to another member, who accepts it themselves. */
export function HandoverCard({ company, mayOffer }: { company: AdministeredCompany; mayOffer: boolean }) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const [asking, setAsking] = useState(false)
  const query = useQuery({
    ...api.administration.delegation.queryOptions({ input: { company: company.id } }),
    enabled: company.seesNames,
  })
  const open = query.data?.delegation
  const { send, pending } = useAct({
    act: api.administration.withdraw.call,
    onDone: () => notifications.show({ message: t('administrators.handover.withdrawn') }),
  })
  return (
    <Card id="handover" title={t('administrators.handover.title')} busy={query.isPending && company.seesNames}>
      <div className={classes.handover}>
        <div>
          <p>
            {t('administrators.handover.text')}
            {query.isError && ` ${line(problemOf(query.error))}`}
          </p>
          {open && (
            <strong>
              {t('administrators.handover.open', {
                name: open.to.name,
                login: open.to.login,
                at: formatInstant(open.expiresAt, company.zone, locale),
              })}
            </strong>
          )}
        </div>
        {mayOffer && query.data && !open && (
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('administrators.handover.offer')}
          </Button>
        )}
        {mayOffer && open && (
          <Button variant="default" loading={pending} onClick={() => send({ company: company.id })}>
            {t('administrators.handover.withdraw')}
          </Button>
        )}
      </div>
      {asking && <HandoverDialog company={company.id} onClose={() => setAsking(false)} />}
    </Card>
  )
}
