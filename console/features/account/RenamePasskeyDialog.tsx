import { useState, type FormEvent } from 'react'
import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Passkey } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import classes from './AccountPage.module.css'

/** MB-8: names a passkey. */
export function RenamePasskeyDialog({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState(passkey.name)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: (chosen: string) => api.passkeys.rename.call({ passkey: passkey.id, name: chosen }),
    onDone: onClose,
    onProblem: (found) => setProblem(line(found)),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim()) send(name.trim())
    else setProblem(t('account.fillIn'))
  }
  return (
    <Dialog title={t('passkey.renameTitle')} onClose={onClose} width={440}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextInput
          label={t('passkey.name')}
          maxLength={60}
          required
          data-autofocus
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <FormFoot problem={problem} onClose={onClose} pending={pending}>
          {t('dialog.save')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
