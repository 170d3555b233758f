import { useTranslation } from 'react-i18next'
import type { AuditEvent } from '@muster/contract'
import { differencesOf } from './auditDifferences.ts'
import { useFieldTexts } from './auditFieldTexts.ts'
import type { AdministeredCompany } from './me.ts'
import classes from './AuditFields.module.css'

/** P-4: what was before and after, field by field. */
export function AuditFields({ company, event }: { company: AdministeredCompany; event: AuditEvent }) {
  const { t } = useTranslation()
  const fields = differencesOf(event.before, event.after)
  const { fieldText, valueText } = useFieldTexts(company, event)
  if (fields.length === 0) return <p className={classes.none}>{t('audit.field.none')}</p>
  return (
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
  )
}
