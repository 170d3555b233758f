import { useState, type FormEvent } from 'react'
import { Radio } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Radio.layer.css'
import { api } from '../../lib/api.ts'
import { useMailServer } from '../../lib/me.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import { SecretOnce } from '../../ui/SecretOnce.tsx'
import type { DialogProps } from './MemberDialog.tsx'
import classes from '../../lib/MemberForms.module.css'

/** MB-18: a new password, shown this once (and printed from there) or mailed. */
export function ResetPasswordDialog({ member, onClose }: DialogProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const mailServer = useMailServer()
  const [deliver, setDeliver] = useState<'show' | 'mail'>('show')
  const [secret, setSecret] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const name = member.profile.name
  const email = member.profile.personalEmail
  const { send, pending } = useAct({
    act: api.registration.resetPassword.call,
    onDone: ({ password }) => {
      if (password !== null) return setSecret(password)
      onClose()
      notifications.show({ message: t('member.done.reset_password', { name, email: email ?? '' }) })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send({ company: member.companyId, member: member.id, deliver })
  }
  if (secret !== null)
    return (
      <SecretOnce
        title={t('member.reset.shown')}
        text={t('member.reset.hand')}
        secrets={[{ name, login: member.login, secret }]}
        onClose={onClose}
      />
    )
  return (
    <Dialog title={t('member.ask.reset_password', { name })} onClose={onClose}>
      <form onSubmit={submit} className={classes.form}>
        <Points points={[{ text: t('member.reset.ends'), lost: true }, { text: t('member.reset.change') }]} />
        <Radio.Group label={t('member.reset.deliver')} value={deliver} onChange={(value) => setDeliver(value === 'mail' ? 'mail' : 'show')}>
          <div className={classes.options}>
            <Radio value="show" label={t('member.reset.show')} />
            <Radio
              value="mail"
              disabled={!email || !mailServer}
              label={t('member.reset.mail')}
              description={!mailServer ? t('mail.none') : email ? t('member.reset.mailTo', { email }) : t('member.reset.noEmail')}
            />
          </div>
        </Radio.Group>
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('member.action.reset_password')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
