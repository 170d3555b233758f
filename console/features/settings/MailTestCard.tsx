import { useState } from 'react'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { MailTest } from '@muster/contract'
import { api } from '../../lib/api.ts'
import type { Problem } from '../../lib/problem.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { Card } from '../../ui/Card.tsx'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { choiceOf, refusedFields, type MailDraft } from './mail.form.ts'
import classes from './Mail.module.css'

/** A test mail to oneself, and in plain words what went wrong. `draft` null: through what is saved. */
export function MailTestCard({
  company,
  note,
  draft,
  onProblem,
}: {
  company: string
  /** Through which server it goes. */
  note: string
  draft: MailDraft | null
  onProblem: (problem: Problem) => void
}) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [result, setResult] = useState<MailTest | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: (server: MailDraft | null) => api.mail.test.call({ company, ...(server && { server: choiceOf(server) }) }),
    onDone: setResult,
    onProblem: (problem) => {
      // What is about a field stands there.
      if (refusedFields(problem).size > 0) onProblem(problem)
      else setRefused(line(problem))
    },
  })
  const test = () => {
    setResult(null)
    setRefused(null)
    send(draft)
  }
  return (
    <Card id="mail-test" title={t('mailServer.test')}>
      <p className={classes.note}>{note}</p>
      <div className={classes.test}>
        <Button variant="default" loading={pending} onClick={test}>
          {t('mailServer.test')}
        </Button>
        <FormProblem text={refused} />
      </div>
      <div aria-live="polite">{result && <Result result={result} />}</div>
    </Card>
  )
}

function Result({ result }: { result: MailTest }) {
  const { t } = useTranslation()
  const { problem, reply, to } = result
  const Sign = problem ? IconAlertTriangle : IconCircleCheck
  return (
    <div className={classes.result} data-bad={problem !== null || undefined}>
      <Sign size={18} stroke={1.75} aria-hidden />
      <div>
        <p>{problem ? t(`mailServer.problem.${problem}`, { to }) : t('mailServer.tested', { to })}</p>
        {problem && reply && (
          <p className={classes.reply}>
            {t('mailServer.reply')}: <code>{reply}</code>
          </p>
        )}
      </div>
    </div>
  )
}
