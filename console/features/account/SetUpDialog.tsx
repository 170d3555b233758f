import { useState, type FormEvent } from 'react'
import { TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { CurrentPassword, SecondStepCode } from '../../lib/ProofFields.tsx'
import { SendOwnCode } from '../../lib/SendOwnCode.tsx'
import { UsePasskey } from '../../lib/UsePasskey.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { FormFoot } from '../../ui/FormFoot.tsx'
import type { Ways } from './CodeDialog.tsx'
import { RecoveryCodes } from './RecoveryCodes.tsx'
import classes from './AccountPage.module.css'

type Begun = { factor: string; secret: string; address: string; picture: string }

type SetUpProps = { again: boolean; enrolled: boolean; ways: Ways; onClose: () => void }

/** MB-8: sets an authenticator app up: who it is, the picture to scan, its first code, and the recovery codes. */
export function SetUpDialog({ again, enrolled, ways, onClose }: SetUpProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [begun, setBegun] = useState<Begun | null>(null)
  const [codes, setCodes] = useState<string[] | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const onProblem = (found: Parameters<typeof line>[0]) => setProblem(line(found))
  const begin = useAct({
    act: api.self.beginTwoStep.call,
    onDone: (answer) => {
      setBegun(answer)
      setCode('')
      setProblem(null)
    },
    onProblem,
  })
  const confirm = useAct({ act: api.self.confirmTwoStep.call, onDone: (answer) => setCodes(answer.codes), onProblem })
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />
  const hasPassword = () => {
    if (!password) setProblem(t('account.fillIn'))
    return password !== ''
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (begun) return code.trim() ? confirm.send({ factor: begun.factor, code: code.trim() }) : setProblem(t('account.fillIn'))
    if (!hasPassword()) return
    if (enrolled && !code.trim()) return setProblem(t('account.fillIn'))
    begin.send({ password, ...(enrolled ? { code: code.trim() } : {}) })
  }
  return (
    <Dialog title={t(again ? 'account.otherPhone' : enrolled ? 'account.addApp' : 'account.setUp')} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {begun ? (
          <>
            <p className={classes.note}>{t('account.scan')}</p>
            {/* Made by the server from its own seed: nothing of it was typed by anyone. */}
            <div
              className={classes.picture}
              role="img"
              aria-label={t('account.picture')}
              dangerouslySetInnerHTML={{ __html: begun.picture }}
            />
            <a className={classes.here} href={begun.address}>
              {t('account.openApp')}
            </a>
            <p className={classes.note}>
              {t('account.typeKey')} <span className={classes.key}>{begun.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</span>
            </p>
            <TextInput
              label={t('account.firstCode')}
              description={t('account.firstCodeNote')}
              autoComplete="one-time-code"
              maxLength={64}
              required
              autoFocus
              value={code}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
          </>
        ) : (
          <>
            <CurrentPassword value={password} onChange={setPassword} />
            {enrolled && <SecondStepCode value={code} onChange={setCode} />}
            {ways.sms && <SendOwnCode />}
            {ways.passkey && (
              <UsePasskey isReady={hasPassword} onAnswer={(passkey) => begin.send({ password, passkey })} onProblem={setProblem} />
            )}
          </>
        )}
        <FormFoot problem={problem} onClose={onClose} pending={begin.pending || confirm.pending}>
          {t(begun ? 'account.finish' : 'account.next')}
        </FormFoot>
      </form>
    </Dialog>
  )
}
