import { IconMenu2 } from '@tabler/icons-react'
import { ActionIcon } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Suspense, useState, type ReactNode } from 'react'
import type { Me } from '@muster/contract'
import type { AdministeredCompany } from '../lib/me.ts'
import { useAsk } from '../lib/stepUp.ts'
import { later } from '../lib/texts.ts'
import { Brand } from '../ui/Brand.tsx'
import { AccountButton } from './AccountButton.tsx'
import { CompanySwitch } from './CompanySwitch.tsx'
import { LanguageSwitch } from './LanguageSwitch.tsx'
import { Navigation } from './Navigation.tsx'
import { NoticeBell } from './NoticeBell.tsx'
import { ThemeSwitch } from './ThemeSwitch.tsx'
import classes from './Shell.module.css'

const StepUp = later(['signIn'], async () => (await import('./StepUp.tsx')).StepUp)
const NavigationDrawer = later([], async () => (await import('./NavigationDrawer.tsx')).NavigationDrawer)

/** One's own matters are in one's own time, as on one's own page. */
const browserZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

type ShellProps = { me: Me; company: AdministeredCompany | null; onCompany: (id: string) => void; children: ReactNode }

/** What surrounds every page of a signed-in administrator. */
export function Shell({ me, company, onCompany, children }: ShellProps) {
  const { t } = useTranslation()
  const ask = useAsk()
  const [menu, setMenu] = useState<'unasked' | 'open' | 'closed'>('unasked')
  return (
    <div className={classes.shell} data-bare={company === null || undefined}>
      <a href="#main" className={classes.skip}>
        {t('shell.skip')}
      </a>
      {company && (
        <aside className={classes.side}>
          <div className={classes.brand}>
            <Brand />
          </div>
          <Navigation company={company} />
        </aside>
      )}
      <header className={classes.header}>
        {company ? (
          <>
            <ActionIcon
              className={classes.burger ?? ''}
              variant="subtle"
              color="gray"
              size={36}
              onClick={() => setMenu('open')}
              aria-label={t('shell.openMenu')}
              aria-expanded={menu === 'open'}
            >
              <IconMenu2 size={20} stroke={1.75} />
            </ActionIcon>
            <CompanySwitch companies={me.companies} company={company} onCompany={onCompany} />
          </>
        ) : (
          <Brand />
        )}
        <div className={classes.tools}>
          <NoticeBell zone={browserZone} />
          <LanguageSwitch />
          <ThemeSwitch />
          <AccountButton member={me.member} role={company?.role} />
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        {children}
      </main>
      {company && menu !== 'unasked' && (
        <Suspense>
          <NavigationDrawer company={company} opened={menu === 'open'} onClose={() => setMenu('closed')} />
        </Suspense>
      )}
      {ask && (
        <Suspense>
          <StepUp onAnswer={ask.answer} />
        </Suspense>
      )}
    </div>
  )
}
