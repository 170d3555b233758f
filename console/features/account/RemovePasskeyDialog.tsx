import { useState, type FormEvent } from 'react'
import { Button, PasswordInput } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.layer.css'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Passkey } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Points } from '../../ui/Points.tsx'
import classes from './AccountPage.module.css'

/** MB-8: removes a passkey, by who knows the password. */
export function RemovePasskeyDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: () => api.passkeys.remove.call({ passkey: passkey.id, password }),
    onDone: () => {
      onClose()
      notifications.show({ message: t('passkey.removed') })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password) send(undefined)
    else setProblem(t('account.fillIn'))
  }
  return (
    <Dialog title={t('passkey.askRemove', { name: passkey.name })} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <Points points={[{ text: t('passkey.removeEnds'), lost: true }, { text: t('passkey.removeThere') }]} />
        <PasswordInput
          label={t('account.current')}
          autoComplete="current-password"
          maxLength={256}
          required
          data-autofocus
          value={password}
          onChange={({ currentTarget }) => setPassword(currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        />
        <FormProblem text={problem} />
        <DialogFoot>
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" color="red" loading={pending}>
            {t('passkey.remove')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
