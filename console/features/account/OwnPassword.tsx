import { useState, type FormEvent } from 'react'
import { Button, PasswordInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { PasswordPolicy } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { formatInstant } from '../../lib/days.ts'
import { useLocale } from '../../lib/locale.ts'
import { PasswordRules } from '../../lib/PasswordRules.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import classes from './AccountPage.module.css'

type PasswordProps = { login: string; changedAt: string | null; policy: PasswordPolicy; zone: string }
const empty = { current: '', password: '', again: '' }

/** MB-4: changing one's own password: with the current one, and to what the company asks for. */
export function OwnPassword({ login, changedAt, policy, zone }: PasswordProps) {
  const { t } = useTranslation()
  const locale = useLocale()
  const line = useProblemLine()
  const [values, setValues] = useState(empty)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.self.changePassword.call,
    onDone: () => {
      setValues(empty)
      setProblem(null)
      notifications.show({ message: t('account.passwordChanged') })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const { current, password, again } = values
    if (!current || !password) return setProblem(t('account.fillIn'))
    if (password !== again) return setProblem(t('password.different'))
    send({ current, password })
  }
  const field = (key: keyof typeof empty, label: string, complete: string) => (
    <PasswordInput
      label={label}
      value={values[key]}
      onChange={({ currentTarget: { value } }) => setValues((now) => ({ ...now, [key]: value }))}
      autoComplete={complete}
      maxLength={256}
      required
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
    />
  )
  return (
    <Card id="own-password" title={t('account.password')}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.note}>
          {changedAt && `${t('account.changedAt', { at: formatInstant(changedAt, zone, locale) })} `}
          <PasswordRules policy={policy} />
        </p>
        <input type="text" autoComplete="username" value={login} readOnly hidden />
        {field('current', t('stepUp.current'), 'current-password')}
        {field('password', t('password.new'), 'new-password')}
        {field('again', t('password.again'), 'new-password')}
        <FormProblem text={problem} />
        <div className={classes.tools}>
          <Button type="submit" loading={pending}>
            {t('password.change')}
          </Button>
        </div>
      </form>
    </Card>
  )
}
