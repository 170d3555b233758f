import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { passwordLength } from '@muster/contract'
import classes from './SetupPage.module.css'

type NewPasswordProps = {
  label: string
  name: string
  required: boolean
  withAsterisk: boolean
  value: string
  error: string | false
  /** The server's own words, for what cannot be told while typing. */
  issue: string | undefined
  className: string | undefined
  onChange: (event: { currentTarget: { value: string } }) => void
}

/** What a password must be is told before and while it is typed. */
export function NewPassword({ issue, className, error, ...input }: NewPasswordProps) {
  const { t } = useTranslation()
  const characters = Array.from(input.value).length
  const fits = characters >= passwordLength.min && characters <= passwordLength.max
  return (
    <div className={className}>
      <PasswordInput
        {...input}
        error={error && fits && issue ? issue : error}
        autoComplete="new-password"
        maxLength={256}
        aria-describedby="password-requirements"
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      />
      <ul id="password-requirements" className={classes.requirements}>
        <li data-met={fits}>
          {fits ? <IconCircleCheckFilled size={16} aria-hidden /> : <IconCircle size={16} stroke={1.5} aria-hidden />}
          {t('password.length', passwordLength)}
        </li>
      </ul>
    </div>
  )
}
