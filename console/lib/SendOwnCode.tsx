import { useState } from 'react'
import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from './api.ts'
import { useAct, useProblemLine } from './useAct.ts'
import classes from './SendOwnCode.module.css'

/** MB-8: where a code of the second step is asked for: sends one by SMS to who has set that up. */
export function SendOwnCode() {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [said, setSaid] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: () => api.easyLogin.sendOwnCode.call(),
    onDone: ({ number }) => setSaid(t('easyLogin.codeSent', { number })),
    onProblem: (found) => setSaid(line(found)),
    ahead: true,
  })
  return (
    <div className={classes.row}>
      <Button variant="default" size="xs" loading={pending} onClick={() => send(undefined)}>
        {t('easyLogin.sendCode')}
      </Button>
      <span role="status">{said}</span>
    </div>
  )
}
