import { Radio, Select } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { useTranslation } from 'react-i18next'
import { rememberChoices, twoStepPolicies } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import type { PolicyCardProps } from './policy.form.ts'
import classes from './SignInPolicyForm.module.css'

/** MB-8: of whom a second step is asked, and whether a browser may be remembered. */
export function TwoStepPolicyCard({ draft, disabled, set }: PolicyCardProps) {
  const { t } = useTranslation()
  return (
    <Card id="security-two-step" title={t('security.twoStep')}>
      <Radio.Group
        label={t('security.twoStepLabel')}
        value={draft.twoStep}
        onChange={(value) => set({ twoStep: twoStepPolicies.find((one) => one === value) ?? 'off' })}
      >
        <div className={classes.options}>
          {twoStepPolicies.map((one) => (
            <Radio
              key={one}
              value={one}
              disabled={disabled}
              label={t(`security.twoStepPolicy.${one}`)}
              description={t(`security.twoStepNote.${one}`)}
            />
          ))}
        </div>
      </Radio.Group>
      {draft.twoStep !== 'off' && (
        <div className={classes.fields}>
          <Select
            label={t('security.remember')}
            description={t('security.rememberNote')}
            disabled={disabled}
            allowDeselect={false}
            data={[
              { value: 'never', label: t('security.rememberNever') },
              ...rememberChoices.map((days) => ({ value: String(days), label: t('security.days', { count: days }) })),
            ]}
            value={String(draft.rememberDays ?? 'never')}
            onChange={(days) => set({ rememberDays: rememberChoices.find((choice) => String(choice) === days) ?? null })}
          />
        </div>
      )}
    </Card>
  )
}
