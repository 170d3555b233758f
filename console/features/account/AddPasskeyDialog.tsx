import { useState, type FormEvent } from 'react'
import { TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { PasskeyAnswer, PasskeyCreation } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { makePasskey } from '../../lib/passkey.ts'
import { CurrentPassword, SecondStepCode } from '../../lib/ProofFields.tsx'
import { SendOwnCode } from '../../lib/SendOwnCode.tsx'
import { UsePasskey } from '../../lib/UsePasskey.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import type { Ways } from './CodeDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './AccountPage.module.css'

type Proof = { code?: string; passkey?: PasskeyAnswer }

/** MB-8: adds a passkey: who it is, what it is called, and then the browser's own questions. */
export function AddPasskeyDialog({ second, onClose }: { second: Ways | null; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [creation, setCreation] = useState<PasskeyCreation | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const add = useAct({
    act: async (proof: Proof) => {
      // What was proved once is not asked for again when the browser's part is broken off.
      const asked = creation ?? (await api.passkeys.begin.call({ password, ...proof }))
      setCreation(asked)
      const passkey = await makePasskey(asked)
      if (typeof passkey === 'string') return passkey
      setCreation(null)
      return api.passkeys.add.call({ passkey, ...(name.trim() && { name: name.trim() }) })
    },
    onDone: (done) => {
      if (typeof done === 'string') return setProblem(t(`passkey.${done}`))
      if (done.codes) return setCodes(done.codes)
      onClose()
      notifications.show({ message: t('passkey.added') })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  const isReady = () => {
    if (password) return true
    setProblem(t('account.fillIn'))
    return false
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (creation) return add.send({})
    if (!isReady()) return
    if (second && !code.trim()) return setProblem(t('account.fillIn'))
    setProblem(null)
    add.send(second ? { code: code.trim() } : {})
  }
  return (
    <Dialog title={t('passkey.add')} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <p className={classes.note}>{t('passkey.how')}</p>
        <TextInput
          label={t('passkey.name')}
          description={t('passkey.nameNote')}
          maxLength={60}
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        {!creation && <CurrentPassword value={password} onChange={setPassword} />}
        {!creation && second && <SecondStepCode value={code} onChange={setCode} />}
        {!creation && second?.sms && <SendOwnCode />}
        {!creation && second?.passkey && (
          <UsePasskey isReady={isReady} onAnswer={(passkey) => add.send({ passkey })} onProblem={setProblem} />
        )}
        <FormFoot problem={problem} onClose={onClose} pending={add.pending}>
          {t(creation ? 'passkey.again' : 'account.next')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
