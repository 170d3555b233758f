import { useState, type FormEvent } from 'react'
import { PasswordInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import type { DialogProps } from './MemberDialog.tsx'
import classes from '../../lib/MemberForms.module.css'

/** MB-4: an administrator sets a password; the member chooses another at the next sign-in. */
export function ChangePasswordDialog({ member, onClose }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const { name, personalEmail: email } = member.profile
  const { send, pending } = useAct({
    act: api.registration.changePassword.call,
    onDone: () => {
      onClose()
      notifications.show({ message: t('member.done.change_password', { name }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password !== again) return setProblem(t('member.change.different'))
    send({ company: member.companyId, member: member.id, password })
  }
  const field = (label: string, value: string, onChange: (text: string) => void) => (
    <PasswordInput
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autoComplete="new-password"
      maxLength={256}
      required
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
    />
  )
  return (
    <Dialog title={t('member.ask.change_password', { name })} onClose={onClose} light={false}>
      <form onSubmit={submit} className={classes.form} noValidate>
        <Points
          points={[
            { text: t('member.change.ends'), lost: true },
            { text: t('member.change.next', { name }) },
            { text: email ? t('member.change.mail', { email }) : t('member.change.noMail', { name }) },
          ]}
        />
        {field(t('member.change.field'), password, setPassword)}
        {field(t('member.change.again'), again, setAgain)}
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('member.action.change_password')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
