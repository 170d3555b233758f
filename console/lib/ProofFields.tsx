import { PasswordInput, TextInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.layer.css'
import { useTranslation } from 'react-i18next'

type FieldProps = { value: string; onChange: (value: string) => void }

/** The password that one has now, asked for where one proves who one is (MB-8). */
export function CurrentPassword({ value, onChange }: FieldProps) {
  const { t } = useTranslation()
  return (
    <PasswordInput
      label={t('stepUp.current')}
      autoComplete="current-password"
      maxLength={256}
      required
      data-autofocus
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
    />
  )
}

/** A code of one's second step (MB-8). `first`: the form begins with it. */
export function SecondStepCode({ value, onChange, first = false }: FieldProps & { first?: boolean }) {
  const { t } = useTranslation()
  return (
    <TextInput
      label={t('stepUp.code')}
      description={t('stepUp.codeNote')}
      autoComplete="one-time-code"
      maxLength={64}
      required
      data-autofocus={first || undefined}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  )
}
