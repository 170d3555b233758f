import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { signedIn } from './signedIn.tsx'

const CompanySettingsPage = later(
  ['member', 'settings'],
  async () => (await import('../features/settings/CompanySettingsPage.tsx')).CompanySettingsPage,
)
const AdministratorsPage = later(
  ['errors', 'member', 'settings'],
  async () => (await import('../features/settings/AdministratorsPage.tsx')).AdministratorsPage,
)
const ServicePermissionsPage = later(
  ['settings'],
  async () => (await import('../features/settings/ServicePermissionsPage.tsx')).ServicePermissionsPage,
)

const AppsPage = later(['settings'], async () => (await import('../features/settings/AppsPage.tsx')).AppsPage)

export const companySettings = createRoute({
  getParentRoute: () => signedIn,
  path: pages.companySettings,
  component: function CompanySettings() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.companySettings')} menu="settings">
        {(company) => <CompanySettingsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

export const administrators = createRoute({
  getParentRoute: () => signedIn,
  path: pages.administrators,
  component: function Administrators() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.administrators')} menu="settings">
        {(company) => <AdministratorsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

export const servicePermissions = createRoute({
  getParentRoute: () => signedIn,
  path: pages.servicePermissions,
  component: function ServicePermissions() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.servicePermissions')} menu="members">
        {(company) => <ServicePermissionsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

export const apps = createRoute({
  getParentRoute: () => signedIn,
  path: pages.apps,
  component: function Apps() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.apps')} menu="settings">
        {(company) => <AppsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const MailPage = later(['settings'], async () => (await import('../features/settings/MailPage.tsx')).MailPage)

export const mail = createRoute({
  getParentRoute: () => signedIn,
  path: pages.mail,
  component: function Mail() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.mail')} menu="settings">
        {(company) => <MailPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})
