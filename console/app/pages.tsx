import { IconLock, IconMapQuestion, IconShieldOff, IconUserOff } from '@tabler/icons-react'
import { Button } from '@mantine/core'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { StatePanel } from '../ui/StatePanel.tsx'
import { Brand } from '../ui/Brand.tsx'
import { pages } from '../paths.ts'
import { isSignedOut, signInNow } from './session.ts'
import { UnexpectedError } from './UnexpectedError.tsx'
import classes from './pages.module.css'

/** Pages in place of a page: not found, not permitted, locked, failed. */

export function NotFoundPage() {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconMapQuestion size={24} stroke={1.75} />} title={t('notFound.title')} actions={<HomeButton />}>
      <p>{t('notFound.text')}</p>
    </StatePanel>
  )
}

/** A member who administers no company has no business here, and is told where theirs is. */
export function NoAdministratorPage() {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconUserOff size={24} stroke={1.75} />} title={t('noAdministrator.title')} actions={<AccountButton />}>
      <p>{t('noAdministrator.text')}</p>
    </StatePanel>
  )
}

export function NoPermissionPage() {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconShieldOff size={24} stroke={1.75} />} title={t('noPermission.title')}>
      <p>{t('noPermission.text')}</p>
    </StatePanel>
  )
}

/** A company in the URL that is not among those administered: nothing is told of whether it exists. */
export function OtherCompanyPage() {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconShieldOff size={24} stroke={1.75} />} title={t('otherCompany.title')} actions={<HomeButton />}>
      <p>{t('otherCompany.text')}</p>
    </StatePanel>
  )
}

/** P-1: a page the plan lacks, with the sentence that says what opens it. */
export function LockedPage({ page }: { page: 'activeUsers' | 'installation' | 'devices' }) {
  const { t } = useTranslation()
  return (
    <StatePanel level={1} icon={<IconLock size={24} stroke={1.75} />} title={t('locked.title', { page: t(`nav.${page}`) })}>
      <p>{t(`locked.${page}`)}</p>
    </StatePanel>
  )
}

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  return (
    <div className={classes.bare}>
      <header>
        <Brand />
      </header>
      <main>{isSignedOut(error) ? <SignInLoop /> : <UnexpectedError error={error} reset={reset} />}</main>
    </div>
  )
}

/** Signed in a moment ago, and yet not: going round again would not help, so the reader decides. */
function SignInLoop() {
  const { t } = useTranslation()
  return (
    <StatePanel
      alert
      level={1}
      icon={<IconLock size={24} stroke={1.75} />}
      title={t('signInLoop.title')}
      actions={<Button onClick={signInNow}>{t('common.signIn')}</Button>}
    >
      <p>{t('signInLoop.text')}</p>
    </StatePanel>
  )
}

/** What every member has, whatever they may administer. */
function AccountButton() {
  const { t } = useTranslation()
  return (
    <Button component="a" href={pages.account}>
      {t('nav.account')}
    </Button>
  )
}

/** A fresh start: no search parameter of the failed page comes along. */
function HomeButton() {
  const { t } = useTranslation()
  return (
    <Button component="a" href={pages.home}>
      {t('common.toHome')}
    </Button>
  )
}
