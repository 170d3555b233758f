import { Checkbox, PasswordInput, Radio } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/PasswordInput.layer.css'
import '@mantine/core/styles/Radio.layer.css'
import { passwordLength, passwordOptions } from '@muster/contract'
import { useMailServer } from '../../lib/me.ts'
import type { RefusableField } from './RegisterDialog.tsx'
import type { Registering } from './register.form.ts'
import classes from '../../lib/MemberForms.module.css'

type PasswordProps = {
  values: Registering
  set: (change: Partial<Registering>) => void
  error: (field: RefusableField) => string | undefined
  email: string | null
}

/** MB-19: a password made and shown once, one the administrator chooses, or a link through which the member makes one. */
export function RegisterPassword({ values, set, error, email }: PasswordProps) {
  const { t } = useTranslation()
  const { passwordOption } = values
  const mailServer = useMailServer()
  return (
    <div className={classes.form}>
      <Radio.Group
        label={t('register.password')}
        value={passwordOption}
        onChange={(value) => set({ passwordOption: passwordOptions.find((one) => one === value) ?? 'automatic' })}
      >
        <div className={classes.options}>
          {passwordOptions.map((option) => (
            <Radio
              key={option}
              value={option}
              label={t(`register.option.${option}`)}
              description={`${t(`register.optionNote.${option}`)}${option === 'link' && !mailServer ? ` · ${t('mail.none')}` : ''}`}
            />
          ))}
        </div>
      </Radio.Group>
      {passwordOption === 'admin' && (
        <PasswordInput
          label={t('register.chosen')}
          description={t('register.chosenNote', passwordLength)}
          value={values.password}
          onChange={({ currentTarget }) => set({ password: currentTarget.value })}
          error={error('password')}
          autoComplete="new-password"
          maxLength={256}
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        />
      )}
      {passwordOption !== 'link' && (
        <Checkbox
          label={t('register.mail')}
          disabled={!mailServer}
          description={!mailServer ? t('mail.none') : email ? t('member.reset.mailTo', { email }) : t('register.mailNeeds')}
          checked={values.mailPassword}
          onChange={({ currentTarget }) => set({ mailPassword: currentTarget.checked })}
        />
      )}
    </div>
  )
}
