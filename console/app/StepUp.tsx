import { useState, type FormEvent } from 'react'
import { Anchor, Button, Skeleton, Stack, Text } from '@mantine/core'
import '@mantine/core/styles/Stack.layer.css'
import '@mantine/core/styles/Anchor.layer.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { PasskeyAnswer } from '@muster/contract'
import { api } from '../lib/api.ts'
import { CurrentPassword, SecondStepCode } from '../lib/ProofFields.tsx'
import { SendOwnCode } from '../lib/SendOwnCode.tsx'
import { problemOf } from '../lib/problem.ts'
import { UsePasskey } from '../lib/UsePasskey.tsx'
import { useAct, useProblemLine } from '../lib/useAct.ts'
import { serverPaths } from '../paths.ts'
import { Dialog, DialogFoot } from '../ui/Dialog.tsx'
import { FormProblem } from '../ui/FormProblem.tsx'

const signInAgain = () => serverPaths.signInAgain(location.pathname + location.search)

/** MB-8: asks an administrator who they are before a dangerous act, which then goes on by itself. */
export function StepUp({ onAnswer }: { onAnswer: (proved: boolean) => void }) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const { data: asked, error } = useQuery(api.self.proof.queryOptions({ gcTime: 0, staleTime: 0 }))
  const close = () => onAnswer(false)
  return (
    <Dialog title={t('stepUp.title')} onClose={close} light={false} width={440}>
      {asked && (asked.password || asked.code) ? (
        <ProofForm asked={asked} onAnswer={onAnswer} />
      ) : (
        <Stack>
          {asked ? (
            <Text size="sm">{t('stepUp.none')}</Text>
          ) : error ? (
            <FormProblem text={line(problemOf(error))} />
          ) : (
            <Skeleton height={120} />
          )}
          <DialogFoot>
            <Button variant="default" onClick={close}>
              {t('dialog.cancel')}
            </Button>
            {asked && (
              <Button component="a" href={signInAgain()}>
                {t('stepUp.again')}
              </Button>
            )}
          </DialogFoot>
        </Stack>
      )}
    </Dialog>
  )
}

type ProofFormProps = {
  asked: { password: boolean; code: boolean; sms: boolean; passkey: boolean }
  onAnswer: (proved: boolean) => void
}

function ProofForm({ asked, onAnswer }: ProofFormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: (passkey: PasskeyAnswer | undefined) => {
      const second = passkey ? { passkey } : asked.code && { code: code.trim() }
      return api.self.prove.call({ ...(asked.password && { password }), ...second })
    },
    onDone: () => onAnswer(true),
    onProblem: (found) => setProblem(line(found)),
    ahead: true,
  })
  const isReady = (second = true) => {
    const ready = second && (!asked.password || password !== '')
    if (!ready) setProblem(t('stepUp.fillIn'))
    return ready
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady(!asked.code || code.trim() !== '')) send(undefined)
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm">{t('stepUp.text')}</Text>
        {asked.password && <CurrentPassword value={password} onChange={setPassword} />}
        {asked.code && <SecondStepCode first={!asked.password} value={code} onChange={setCode} />}
        {asked.code && asked.sms && <SendOwnCode />}
        {asked.passkey && <UsePasskey isReady={() => isReady()} onAnswer={send} onProblem={setProblem} />}
        <FormProblem text={problem} />
        <Anchor href={signInAgain()} size="sm">
          {t('stepUp.other')}
        </Anchor>
        <DialogFoot>
          <Button variant="default" onClick={() => onAnswer(false)}>
            {t('dialog.cancel')}
          </Button>
          <Button type="submit" loading={pending}>
            {t('stepUp.prove')}
          </Button>
        </DialogFoot>
      </Stack>
    </form>
  )
}
