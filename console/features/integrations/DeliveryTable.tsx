import { useState } from 'react'
import { IconCircleCheck, IconCircleX, IconChevronDown, IconClock, type Icon } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Delivery, DeliveryState, Webhook } from '@muster/contract'
import { formatMoment } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
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
    <table className={classes.table}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column} scope="col" data-column={column}>
              {t(`integrations.column.${column}`)}
            </th>
          ))}
          <th scope="col" className={classes.toggle}>
            <span className={classes.silent}>{t('integrations.column.details')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {deliveries.map((delivery) => (
          <Row
            key={delivery.id}
            {...{ company, webhook, delivery, mayManage }}
            open={opened === delivery.id}
            onToggle={() => setOpened((id) => (id === delivery.id ? null : delivery.id))}
          />
        ))}
      </tbody>
    </table>
  )
}

type RowProps = Omit<TableProps, 'deliveries'> & { delivery: Delivery; open: boolean; onToggle: () => void }

function Row({ company, webhook, delivery, mayManage, open, onToggle }: RowProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const what = useEventTexts().whole(delivery.type)
  const at = formatMoment(delivery.at, company.zone, locale)
  const details = `delivery-${delivery.id}`
  const { member, state, attempts } = delivery
  return (
    <>
      <tr className={classes.row} data-open={open || undefined}>
        <td className={classes.event}>{what}</td>
        <td className={classes.about}>{member ? <About company={company} member={member} /> : '–'}</td>
        <td className={classes.at}>
          <time dateTime={delivery.at}>{at}</time>
        </td>
        <td className={classes.state}>
          <StateBadge {...signs[state]}>{t(`integrations.state.${state}`)}</StateBadge>
        </td>
        <td className={classes.attempts} aria-label={t('integrations.attempts', { count: attempts })}>
          {attempts}
        </td>
        <td className={classes.toggle}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={onToggle}
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={t(open ? 'integrations.hide' : 'integrations.show', { what, at })}
          >
            <IconChevronDown size={18} stroke={1.75} className={classes.chevron} />
          </ActionIcon>
        </td>
      </tr>
      {open && (
        <tr className={classes.details} id={details}>
          <td colSpan={columns.length + 1}>
            <DeliveryDetail {...{ company, webhook, delivery, mayManage, what }} />
          </td>
        </tr>
      )}
    </>
  )
}

function About({ company, member }: { company: AdministeredCompany; member: { id: string; name: string } }) {
  return company.permissions.members ? <MemberName company={company} id={member.id} name={member.name} /> : member.name
}
