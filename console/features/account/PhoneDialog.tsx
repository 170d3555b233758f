import { useState, type FormEvent } from 'react'
import { Button, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Dialog, DialogFoot } from '../../ui/Dialog.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { Points } from '../../ui/Points.tsx'
import type { OwnEasy } from './ownEasyLogin.ts'
import classes from './AccountPage.module.css'

/** MB-5, MB-8: one's own mobile number: where a code is sent, and the code. */
export function PhoneDialog({ easy, onClose }: { easy: OwnEasy; onClose: () => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [number, setNumber] = useState('')
  const [easyLogin, setEasyLogin] = useState(easy.allowed.phone)
  const [code, setCode] = useState('')
  const [sentTo, setSentTo] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const onProblem = (found: Parameters<typeof line>[0]) => setProblem(line(found))
  const ask = useAct({
    act: () => api.easyLogin.sendPhoneCode.call({ number: number.trim() }),
    onDone: (answer) => {
      setSentTo(answer.number)
      setProblem(null)
    },
    onProblem,
  })
  const confirm = useAct({
    act: () => api.easyLogin.confirmPhone.call({ code: code.trim(), easyLogin }),
    onDone: () => {
      onClose()
      notifications.show({ message: t('easyLogin.confirmed') })
    },
    onProblem,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!(sentTo ? code : number).trim()) return setProblem(t('account.fillIn'))
    if (sentTo) confirm.send(undefined)
    else ask.send(undefined)
  }
  return (
    <Dialog title={t(easy.phone ? 'easyLogin.change' : 'easyLogin.add')} onClose={onClose} light={false}>
      <form className={classes.form} onSubmit={submit} noValidate>
        {sentTo ? (
          <>
            <p className={classes.note} role="status">
              {t('easyLogin.sentTo', { number: sentTo })}
            </p>
            <TextInput
              key="code"
              label={t('stepUp.code')}
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={64}
              required
              autoFocus
              value={code}
              onChange={({ currentTarget }) => setCode(currentTarget.value)}
            />
          </>
        ) : (
          <>
            {easy.phone && <Points points={[{ text: t('easyLogin.changeEnds'), lost: true }]} />}
            <TextInput
              key="number"
              type="tel"
              label={t('easyLogin.phone')}
              description={t('easyLogin.phoneNote')}
              autoComplete="tel"
              maxLength={40}
              required
              autoFocus
              data-autofocus
              value={number}
              onChange={({ currentTarget }) => setNumber(currentTarget.value)}
            />
            {easy.allowed.phone && (
              <Switch
                label={t('easyLogin.useIt')}
                description={t('easyLogin.useItNote')}
                checked={easyLogin}
                onChange={({ currentTarget }) => setEasyLogin(currentTarget.checked)}
              />
            )}
          </>
        )}
        <FormProblem text={problem} />
        <DialogFoot>
          {sentTo && (
            <Button variant="subtle" onClick={() => setSentTo(null)}>
              {t('easyLogin.otherNumber')}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" loading={ask.pending || confirm.pending}>
            {t(sentTo ? 'easyLogin.confirm' : 'easyLogin.send')}
          </Button>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
