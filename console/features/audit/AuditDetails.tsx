import { IconFilter } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@muster/contract'
import { AuditFields } from '../../lib/AuditFields.tsx'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { AuditSearch } from './audit.query.ts'
import classes from './AuditDetails.module.css'

type DetailsProps = { company: AdministeredCompany; event: AuditEvent; onOnly: (only: AuditSearch) => void }

/** What was before and after, field by field, and the way to more events like this one. */
export function AuditDetails({ company, event, onOnly }: DetailsProps) {
  const { t } = useTranslation()
  return (
    <div className={classes.details}>
      <AuditFields company={company} event={event} />
      <div className={classes.foot}>
        <Only
          name={event.actor.kind === 'system' ? t('audit.system') : event.actor.name}
          onClick={() => onOnly({ actor: actorOf(event) })}
          kind="onlyActor"
        />
        {['member', 'administrator'].includes(event.subject.kind) && event.subject.id !== null && (
          <Only name={event.subject.name ?? t('audit.gone')} onClick={() => onOnly({ member: event.subject.id ?? '' })} kind="onlyMember" />
        )}
        {event.requestId && (
          <span className={classes.request}>
            {t('audit.field.request')} <code>{event.requestId}</code>
          </span>
        )}
      </div>
    </div>
  )
}

const actorOf = ({ actor }: AuditEvent) => (actor.kind === 'system' ? 'system' : (actor.id ?? ''))

function Only({ name, kind, onClick }: { name: string | null; kind: 'onlyActor' | 'onlyMember'; onClick: () => void }) {
  const { t } = useTranslation()
  if (name === null) return null
  return (
    <Button size="compact-sm" variant="default" leftSection={<IconFilter size={14} stroke={1.75} aria-hidden />} onClick={onClick}>
      {t(`audit.${kind}`, { name })}
    </Button>
  )
}
