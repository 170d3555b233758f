import { lazy } from 'react'
import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { NotFoundPage } from '../app/pages.tsx'
import { pages } from '../paths.ts'
import { signedIn } from './signedIn.tsx'

const SignInSecurityPage = lazy(async () => ({ default: (await import('../features/security/SignInSecurityPage.tsx')).SignInSecurityPage }))

export const signInSecurity = createRoute({
  getParentRoute: () => signedIn,
  path: pages.signInSecurity,
  component: function SignInSecurity() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('security.title')} menu="security">
        {(company) => <SignInSecurityPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const NetworkPage = lazy(async () => ({ default: (await import('../features/security/NetworkPage.tsx')).NetworkPage }))

export const network = createRoute({
  getParentRoute: () => signedIn,
  path: pages.network,
  component: function Network() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('network.title')} menu="security">
        {(company) => <NetworkPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

/** P-1: listed where the plan lacks it; the page itself does not exist yet. */
export const devices = createRoute({
  getParentRoute: () => signedIn,
  path: pages.devices,
  component: () => (
    <CompanyGate page="devices" menu="devices">
      {NotFoundPage}
    </CompanyGate>
  ),
})
