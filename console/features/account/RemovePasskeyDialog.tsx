import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { Passkey } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { CurrentPassword } from '../../lib/ProofFields.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
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
        <CurrentPassword value={password} onChange={setPassword} />
        <FormFoot problem={problem} onClose={onClose} color="red" pending={pending}>
          {t('passkey.remove')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
