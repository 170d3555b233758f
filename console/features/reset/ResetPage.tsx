import { useState, type FormEvent } from 'react'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { Button, PasswordInput, Skeleton } from '@mantine/core'
import '@mantine/core/styles/PasswordInput.layer.css'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { problemOf } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { pages, serverPaths } from '../../paths.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { DoorPage } from '../../lib/DoorPage.tsx'
import classes from '../../lib/DoorPage.module.css'

/** The link for a forgotten password: whose it is, and a new one. */
export function ResetPage({ token }: { token: string }) {
  const { t } = useTranslation()
  const [login, setLogin] = useState<string | null>(null)
  const [over, setOver] = useState(false)
  // The token is no part of a key that outlives the page.
  const opened = useQuery({
    ...api.self.openReset.queryOptions({ input: { token } }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
  })
  const ended = over || (opened.isError && ['reset_over', 'input_invalid'].includes(problemOf(opened.error).code))
  usePageTitle(t('reset.title'))
  return (
    <DoorPage>
      {login !== null ? (
        <StatePanel
          level={1}
          icon={<IconCircleCheck size={24} stroke={1.75} />}
          title={t('reset.done')}
          actions={
            <Button component="a" href={serverPaths.signIn(pages.home)}>
              {t('common.signIn')}
            </Button>
          }
        >
          <p>{t('reset.doneText', { login })}</p>
        </StatePanel>
      ) : ended ? (
        <StatePanel
          alert
          level={1}
          icon={<IconLinkOff size={24} stroke={1.75} />}
          title={t('reset.over')}
          actions={
            <Button component="a" variant="default" href={pages.forgot}>
              {t('reset.again')}
            </Button>
          }
        >
          <p>{t('error.reset_over')}</p>
        </StatePanel>
      ) : opened.data ? (
        <ResetForm token={token} login={opened.data.login} onDone={setLogin} onOver={() => setOver(true)} />
      ) : opened.isError ? (
        <ProblemPanel error={opened.error} onRetry={() => void opened.refetch()} />
      ) : (
        <Skeleton height={320} role="status" aria-label={t('common.loading')} />
      )}
    </DoorPage>
  )
}

type FormProps = { token: string; login: string; onDone: (login: string) => void; onOver: () => void }

function ResetForm({ token, login, onDone, onOver }: FormProps) {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.self.acceptReset.call,
    onDone: (done) => onDone(done.login),
    onProblem: (found) => {
      if (found.code === 'reset_over') onOver()
      else setProblem(found.code === 'input_invalid' ? t('password.invalid') : line(found))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (password !== again) return setProblem(t('password.different'))
    send({ token, password })
  }
  const field = (label: string, value: string, onChange: (text: string) => void, focus: boolean) => (
    <PasswordInput
      label={label}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
      autoComplete="new-password"
      maxLength={256}
      required
      autoFocus={focus}
      visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
    />
  )
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <h1 className={classes.title}>{t('reset.title')}</h1>
      <p className={classes.lead}>{t('reset.lead', { login })}</p>
      <input type="text" name="username" autoComplete="username" value={login} readOnly hidden />
      {field(t('password.new'), password, setPassword, true)}
      {field(t('password.again'), again, setAgain, false)}
      <FormProblem text={problem} />
      <Button type="submit" loading={pending}>
        {t('password.change')}
      </Button>
    </form>
  )
}
