import { useState, type FormEvent } from 'react'
import { Button, PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/PasswordInput.layer.css'
import { passwordLength } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import classes from '../../lib/DoorPage.module.css'

type FormProps = {
  token: string
  of: { name: string; login: string; company: string }
  onDone: (login: string) => void
  onOver: () => void
}

/** The password, twice: nobody else knows it, and a slip would lock the member out. */
export function InvitationForm({ token, of, onDone, onOver }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  usePageTitle(t('invitation.title'))
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [wrong, setWrong] = useState<'length' | 'again' | null>(null)
  const [found, setFound] = useState<Problem | null>(null)
  const { send, pending } = useAct({
    act: api.registration.acceptInvitation.call,
    onDone: ({ login }) => onDone(login),
    onProblem: (problem) => (problem.code === 'invitation_over' ? onOver() : setFound(problem)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setFound(null)
    const length = Array.from(password).length
    const slip = length < passwordLength.min || length > passwordLength.max ? 'length' : password === again ? null : 'again'
    setWrong(slip)
    if (!slip) send({ token, password })
  }
  const refused = found?.code === 'input_invalid'
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <h1 className={classes.title}>{t('invitation.title')}</h1>
      <p className={classes.lead}>{t('invitation.lead', { company: of.company })}</p>
      <dl className={classes.whose}>
        <dt>{t('secret.name')}</dt>
        <dd>{of.name}</dd>
        <dt>{t('secret.login')}</dt>
        <dd>{of.login}</dd>
      </dl>
      <input type="text" name="username" autoComplete="username" value={of.login} readOnly hidden />
      <PasswordInput
        label={t('invitation.password')}
        description={t('password.length', passwordLength)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        value={password}
        onChange={({ currentTarget }) => setPassword(currentTarget.value)}
        error={wrong === 'length' || refused ? t('password.invalid') : undefined}
        autoComplete="new-password"
        maxLength={256}
        autoFocus
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      />
      <PasswordInput
        label={t('invitation.again')}
        value={again}
        onChange={({ currentTarget }) => setAgain(currentTarget.value)}
        error={wrong === 'again' && t('password.different')}
        autoComplete="new-password"
        maxLength={256}
        visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
      />
      <FormProblem text={found && !refused ? line(found) : null} />
      <Button type="submit" size="md" loading={pending}>
        {t('invitation.submit')}
      </Button>
    </form>
  )
}
