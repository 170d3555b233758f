import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@muster/contract'
import { formatMoment, zoneOffset } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { useActionText } from '../../lib/auditActionText.ts'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { OpeningRow, OpeningTable } from '../../ui/OpeningTable.tsx'
import type { AuditSearch } from './audit.query.ts'
import { AuditDetails } from './AuditDetails.tsx'
import classes from './AuditTable.module.css'

type TableProps = { company: AdministeredCompany; events: readonly AuditEvent[]; onOnly: (only: AuditSearch) => void }
const columns = ['at', 'actor', 'action', 'subject', 'ip'] as const

/** The events, newest first; each opens to what was before and after. On a phone a row is laid out as a card. */
export function AuditTable({ company, events, onOnly }: TableProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) => setOpened((now) => (now.has(id) ? new Set([...now].filter((one) => one !== id)) : new Set([...now, id])))
  return (
    <OpeningTable
      className={classes.table ?? ''}
      columns={columns.map((key) => ({ key, title: t(`audit.column.${key}`) }))}
      details={t('audit.column.details')}
    >
      {events.map((event) => (
        <Row key={event.id} company={company} event={event} open={opened.has(event.id)} onToggle={() => toggle(event.id)} onOnly={onOnly} />
      ))}
    </OpeningTable>
  )
}

type RowProps = {
  company: AdministeredCompany
  event: AuditEvent
  open: boolean
  onToggle: () => void
  onOnly: (only: AuditSearch) => void
}

function Row({ company, event, open, onToggle, onOnly }: RowProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const what = useActionText()(event.action)
  const at = formatMoment(event.at, company.zone, locale)
  return (
    <OpeningRow
      id={`audit-${event.id}`}
      open={open}
      label={t(open ? 'audit.hideDetails' : 'audit.showDetails', { what, at })}
      columns={columns.length}
      onToggle={onToggle}
      cells={
        <>
          <td className={classes.at}>
            <time dateTime={event.at} title={`${at} ${zoneOffset(company.zone, event.at)} · ${t('audit.utc', { at: event.at })}`}>
              {at}
            </time>
          </td>
          <td className={classes.actor}>
            <span className={classes.label} aria-hidden>
              {t('audit.column.actor')}:{' '}
            </span>
            <Actor company={company} actor={event.actor} />
          </td>
          <td className={classes.action}>{what}</td>
          <td className={classes.subject}>
            <span className={classes.label} aria-hidden>
              {t('audit.column.subject')}:{' '}
            </span>
            <Subject company={company} subject={event.subject} />
          </td>
          <td className={classes.ip}>{event.ip ?? '–'}</td>
        </>
      }
    >
      <AuditDetails company={company} event={event} onOnly={onOnly} />
    </OpeningRow>
  )
}

/** Who acted: a link while the member is there; the system by the name of its part. */
function Actor({ company, actor }: { company: AdministeredCompany; actor: AuditEvent['actor'] }) {
  const { t } = useTranslation()
  if (actor.kind === 'system')
    return (
      <>
        {t('audit.system')} <small className={classes.quiet}>{actor.name}</small>
      </>
    )
  if (actor.name === null) return <span className={classes.quiet}>{t('audit.hidden')}</span>
  return (
    <>
      {actor.id && company.permissions.members ? <MemberName company={company} id={actor.id} name={actor.name} /> : actor.name}
      {actor.token && <small className={classes.through}>{t('audit.through', { name: actor.token.name })}</small>}
    </>
  )
}

/** On whom or what: a member's name leads to their page; of a purged one only that it is gone is known. */
function Subject({ company, subject }: { company: AdministeredCompany; subject: AuditEvent['subject'] }) {
  const { t } = useTranslation()
  const isPerson = subject.kind === 'member' || subject.kind === 'administrator'
  if (!isPerson) return subject.name ?? <span className={classes.quiet}>{subject.kind === 'company' ? company.name : '–'}</span>
  if (subject.name === null) return <span className={classes.quiet}>{t(company.seesNames ? 'audit.gone' : 'audit.hidden')}</span>
  return subject.id && company.permissions.members ? <MemberName company={company} id={subject.id} name={subject.name} /> : subject.name
}
