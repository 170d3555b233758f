import { useState } from 'react'
import { IconCircleCheck, IconCircleX, IconClock, type Icon } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { testEvent, type Delivery, type DeliveryState, type Webhook } from '@muster/contract'
import { formatMoment } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { OpeningRow, OpeningTable } from '../../ui/OpeningTable.tsx'
import { StateBadge, type Tone } from '../../ui/StateBadge.tsx'
import { DeliveryDetail } from './DeliveryDetail.tsx'
import { useEventTexts } from './eventTexts.ts'
import classes from './Deliveries.module.css'

type TableProps = { company: AdministeredCompany; webhook: Webhook; deliveries: readonly Delivery[]; mayManage: boolean }
const columns = ['event', 'about', 'at', 'state', 'attempts'] as const

const signs: Record<DeliveryState, { tone: Tone; icon: Icon }> = {
  waiting: { tone: 'waiting', icon: IconClock },
  delivered: { tone: 'good', icon: IconCircleCheck },
  dead: { tone: 'bad', icon: IconCircleX },
}

/** The deliveries, newest first; each opens to what was sent and answered. On a phone a row is laid out as a card. */
export function DeliveryTable({ company, webhook, deliveries, mayManage }: TableProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<string | null>(null)
  return (
    <OpeningTable
      className={classes.table ?? ''}
      columns={columns.map((key) => ({ key, title: t(`integrations.column.${key}`) }))}
      details={t('integrations.column.details')}
    >
      {deliveries.map((delivery) => (
        <Row
          key={delivery.id}
          {...{ company, webhook, delivery, mayManage }}
          open={opened === delivery.id}
          onToggle={() => setOpened((id) => (id === delivery.id ? null : delivery.id))}
        />
      ))}
    </OpeningTable>
  )
}

type RowProps = Omit<TableProps, 'deliveries'> & { delivery: Delivery; open: boolean; onToggle: () => void }

function Row({ company, webhook, delivery, mayManage, open, onToggle }: RowProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const what = useEventTexts().whole(delivery.type)
  const at = formatMoment(delivery.at, company.zone, locale)
  const { member, state, attempts, type } = delivery
  return (
    <OpeningRow
      id={`delivery-${delivery.id}`}
      open={open}
      label={t(open ? 'integrations.hide' : 'integrations.show', { what, at })}
      columns={columns.length}
      onToggle={onToggle}
      cells={
        <>
          <td className={classes.event}>{what}</td>
          <td className={classes.about}>{member ? <About company={company} member={member} /> : '–'}</td>
          <td className={classes.at}>
            <time dateTime={delivery.at}>{at}</time>
          </td>
          <td className={classes.state}>
            <StateBadge {...signs[state]}>
              {t(type === testEvent && state === 'dead' ? 'integrations.testFailed' : `integrations.state.${state}`)}
            </StateBadge>
          </td>
          <td className={classes.attempts} aria-label={t('integrations.attempts', { count: attempts })}>
            {attempts}
          </td>
        </>
      }
    >
      <DeliveryDetail {...{ company, webhook, delivery, mayManage, what }} />
    </OpeningRow>
  )
}

function About({ company, member }: { company: AdministeredCompany; member: { id: string; name: string } }) {
  return company.permissions.members ? <MemberName company={company} id={member.id} name={member.name} /> : member.name
}
