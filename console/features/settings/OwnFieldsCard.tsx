import { Checkbox } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Checkbox.layer.css'
import { ownFields } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import type { CardProps } from './GeneralCard.tsx'
import classes from './Settings.module.css'

/** MB-2: which parts of their profile members change themselves. */
export function OwnFieldsCard({ draft, set, disabled }: CardProps) {
  const { t } = useTranslation()
  return (
    <Card id="settings-own" title={t('settings.own.title')}>
      <Checkbox.Group
        label={t('settings.own.label')}
        description={t('settings.own.note')}
        value={draft.ownFields}
        onChange={(chosen) => set({ ownFields: ownFields.filter((field) => chosen.includes(field)) })}
      >
        <div className={classes.choices}>
          {ownFields.map((field) => (
            <Checkbox key={field} value={field} label={t(`member.field.${field}`)} disabled={disabled} />
          ))}
        </div>
      </Checkbox.Group>
    </Card>
  )
}
