import { useState } from 'react'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import '@mantine/core/styles/Combobox.layer.css'
import '@mantine/core/styles/PasswordInput.layer.css'
import { api } from '../../lib/api.ts'
import { DoorLanguages } from '../../lib/DoorLanguages.tsx'
import { problemOf } from '../../lib/problem.ts'
import { pages, serverPaths } from '../../paths.ts'
import { Brand } from '../../ui/Brand.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { SetupForm } from './SetupForm.tsx'
import classes from './SetupPage.module.css'

/** The one-time setup link: creates the first company and its Super Admin. */
export function SetupPage({ token }: { token: string }) {
  const [login, setLogin] = useState<string | null>(null)
  const setup = useMutation({ ...api.company.setup.mutationOptions(), onSuccess: (answer) => setLogin(answer.login) })
  const used = setup.isError && problemOf(setup.error).code === 'setup_done'
  return (
    <div className={classes.page}>
      <header className={classes.brand}>
        <Brand />
      </header>
      <main className={classes.main}>
        {login !== null && <Done login={login} />}
        {used && <Used />}
        {login === null && !used && (
          <SetupForm error={setup.error} pending={setup.isPending} onSubmit={(fields) => setup.mutate({ token, ...fields })} />
        )}
      </main>
      <DoorLanguages />
    </div>
  )
}

function Done({ login }: { login: string }) {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconCircleCheck size={24} stroke={1.75} />} title={t('setup.done.title')} actions={<SignInButton />}>
      <p>{t('setup.done.text', { login })}</p>
    </StatePanel>
  )
}

function Used() {
  const { t } = useTranslation()
  return (
    <StatePanel alert level={1} icon={<IconLinkOff size={24} stroke={1.75} />} title={t('setup.used.title')} actions={<SignInButton />}>
      <p>{t('setup.used.text')}</p>
    </StatePanel>
  )
}

function SignInButton() {
  const { t } = useTranslation()
  return (
    <Button component="a" href={serverPaths.signIn(pages.home)}>
      {t('common.signIn')}
    </Button>
  )
}
