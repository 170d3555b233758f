import { useState, type FormEvent } from 'react'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import type { PasskeyAnswer } from '@muster/contract'
import { api } from '../../lib/api.ts'
import { SecondStepCode } from '../../lib/ProofFields.tsx'
import { SendOwnCode } from '../../lib/SendOwnCode.tsx'
import { UsePasskey } from '../../lib/UsePasskey.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import { Points } from '../../ui/Points.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './AccountPage.module.css'

/** By what else than an authenticator app the second step is proved. */
export type Ways = { sms: boolean; passkey: boolean }

/** MB-8: what a second step is asked for: new recovery codes, or turning the second step off. */
export function CodeDialog({ what, ways, onClose }: { what: 'codes' | 'off'; ways: Ways; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [code, setCode] = useState('')
  const [codes, setCodes] = useState<string[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: async (given: { code: string } | { passkey: PasskeyAnswer }) =>
      what === 'codes' ? (await api.self.renewCodes.call(given)).codes : api.self.turnTwoStepOff.call(given).then(() => null),
    onDone: (made) => {
      if (made) return setCodes(made)
      onClose()
      notifications.show({ message: t('account.turnedOff') })
    },
    onProblem: (found) => setProblem(line(found)),
  })
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (code.trim()) send({ code: code.trim() })
    else setProblem(t('account.fillIn'))
  }
  return (
    <Dialog title={t(what === 'codes' ? 'account.askCodes' : 'account.askOff')} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        <Points
          points={[
            what === 'codes' ? { text: t('account.oldCodesDie'), lost: true } : { text: t('member.security.offPassword'), lost: true },
          ]}
        />
        <SecondStepCode first value={code} onChange={setCode} />
        {ways.sms && <SendOwnCode />}
        {ways.passkey && <UsePasskey onAnswer={(passkey) => send({ passkey })} onProblem={setProblem} />}
        <FormFoot problem={problem} onClose={onClose} color={what === 'off' ? 'red' : 'pine'} pending={pending}>
          {t(what === 'codes' ? 'account.newCodes' : 'member.security.turnOff')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
