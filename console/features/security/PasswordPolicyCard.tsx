import { NumberInput, Select, Switch } from '@mantine/core'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/NumberInput.layer.css'
import { useTranslation } from 'react-i18next'
import { expiryChoices, passwordLimits } from '@muster/contract'
import { Card } from '../../ui/Card.tsx'
import { isWithin, type Numbered, type PasswordDraft, type PolicyCardProps } from './policy.form.ts'
import classes from './SignInPolicyForm.module.css'

/** MB-4: what passwords must be, how long they last, and what failures do. `tried`: what is wrong is shown from the first try on. */
export function PasswordPolicyCard({ draft, disabled, set, tried }: PolicyCardProps & { tried: boolean }) {
  const { t } = useTranslation()
  const { password } = draft
  const change = (part: Partial<PasswordDraft>) => set({ password: { ...password, ...part } })
  const bind = (field: Numbered) => {
    const [min, max] = passwordLimits[field]
    const error = tried && !isWithin(field, password[field]) && t('security.between', { min, max })
    return { min, max, error, allowDecimal: false, clampBehavior: 'none', disabled } as const
  }
  return (
    <Card id="security-password" title={t('security.password')}>
      <div className={classes.pairs}>
        <NumberInput
          label={t('security.minLength')}
          description={t('security.minLengthNote')}
          {...bind('minLength')}
          value={password.minLength}
          onChange={(minLength) => change({ minLength })}
        />
        <Select
          label={t('security.kinds')}
          description={t('security.kindsNote')}
          disabled={disabled}
          allowDeselect={false}
          data={[1, 2, 3, 4].map((kinds) => ({
            value: String(kinds),
            label: kinds === 1 ? t('security.kindsAny') : t('security.kindsOf', { count: kinds }),
          }))}
          value={String(password.kinds)}
          onChange={(kinds) => change({ kinds: Number(kinds) })}
        />
        <Select
          label={t('security.expiry')}
          description={t('security.expiryNote')}
          disabled={disabled}
          allowDeselect={false}
          data={[
            { value: 'never', label: t('security.never') },
            ...expiryChoices.map((days) => ({ value: String(days), label: t('security.days', { count: days }) })),
          ]}
          value={String(password.expiryDays ?? 'never')}
          onChange={(days) => change({ expiryDays: expiryChoices.find((choice) => String(choice) === days) ?? null })}
        />
        <NumberInput
          label={t('security.reuse')}
          description={t('security.reuseNote')}
          {...bind('reuse')}
          value={password.reuse}
          onChange={(reuse) => change({ reuse })}
        />
      </div>
      <div className={classes.fields}>
        <Switch
          label={t('security.breached')}
          description={t('security.breachedNote')}
          disabled={disabled}
          checked={password.breached}
          onChange={({ currentTarget }) => change({ breached: currentTarget.checked })}
        />
        <Switch
          label={t('security.suspend')}
          description={t('security.suspendNote')}
          disabled={disabled}
          checked={password.attempts !== null}
          onChange={({ currentTarget }) => change({ attempts: currentTarget.checked ? 10 : null })}
        />
        {password.attempts !== null && (
          <NumberInput
            label={t('security.attempts')}
            {...bind('attempts')}
            value={password.attempts}
            onChange={(attempts) => change({ attempts })}
          />
        )}
      </div>
    </Card>
  )
}
