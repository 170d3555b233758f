import { useState, type FormEvent } from 'react'
import { IconMail } from '@tabler/icons-react'
import { Button, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { useAct, useProblemLine } from '../../lib/useAct.ts'
import { pages, serverPaths } from '../../paths.ts'
import { FormProblem } from '../../ui/FormProblem.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { usePageTitle } from '../../ui/usePageTitle.ts'
import { DoorPage } from '../../lib/DoorPage.tsx'
import classes from '../../lib/DoorPage.module.css'

/** Asks for a link to replace a forgotten password. SX-4: says the same whether the ID exists or not. */
export function ForgotPage() {
  const { t } = useTranslation()
  const line = useProblemLine()
  const [id, setId] = useState('')
  const [asked, setAsked] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { send, pending } = useAct({
    act: api.self.forgot.call,
    onDone: () => setAsked(true),
    onProblem: (found) => setProblem(line(found)),
  })
  usePageTitle(t('forgot.title'))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (id.trim().length >= 3) send({ id: id.trim() })
    else setProblem(t('forgot.idNeeded'))
  }
  return (
    <DoorPage>
      {asked ? (
        <StatePanel
          level={1}
          icon={<IconMail size={24} stroke={1.75} />}
          title={t('forgot.asked')}
          actions={
            <Button component="a" variant="default" href={serverPaths.signIn(pages.home)}>
              {t('common.signIn')}
            </Button>
          }
        >
          <p>{t('forgot.askedText')}</p>
        </StatePanel>
      ) : (
        <form onSubmit={submit} className={classes.form} noValidate>
          <h1 className={classes.title}>{t('forgot.title')}</h1>
          <p className={classes.lead}>{t('forgot.lead')}</p>
          <TextInput
            label={t('forgot.id')}
            placeholder="name@company.com"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            inputMode="email"
            maxLength={320}
            required
            autoFocus
            value={id}
            onChange={({ currentTarget }) => setId(currentTarget.value)}
          />
          <FormProblem text={problem} />
          <Button type="submit" loading={pending}>
            {t('forgot.submit')}
          </Button>
          <a className={classes.back} href={serverPaths.signIn(pages.home)}>
            {t('forgot.back')}
          </a>
        </form>
      )}
    </DoorPage>
  )
}
