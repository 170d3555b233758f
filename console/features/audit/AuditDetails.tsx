import { IconFilter } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import type { AuditSearch } from './audit.query.ts'
import { differencesOf } from './differences.ts'
import { useFieldTexts } from './fieldTexts.ts'
import classes from './AuditDetails.module.css'

type DetailsProps = { company: AdministeredCompany; event: AuditEvent; onOnly: (only: AuditSearch) => void }

/** What was before and after, field by field, and the way to more events like this one. */
export function AuditDetails({ company, event, onOnly }: DetailsProps) {
  const { t } = useTranslation()
  const fields = differencesOf(event.before, event.after)
  const { fieldText, valueText } = useFieldTexts(company, event)
  return (
    <div className={classes.details}>
      {fields.length > 0 ? (
        <table className={classes.fields}>
          <thead>
            <tr>
              <th scope="col">{t('audit.field.label')}</th>
              {event.before !== null && <th scope="col">{t('audit.field.before')}</th>}
              {event.after !== null && <th scope="col">{t('audit.field.after')}</th>}
            </tr>
          </thead>
          <tbody>
            {fields.map(({ field, before, after }) => (
              <tr key={field}>
                <th scope="row">{fieldText(field)}</th>
                {event.before !== null && <td className={event.after === null ? undefined : classes.before}>{valueText(before, field)}</td>}
                {event.after !== null && <td>{valueText(after, field)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={classes.none}>{t('audit.field.none')}</p>
      )}
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
