import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { deliveryStates, mailPeriods } from '@muster/contract'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { given, text } from './search.ts'
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
const IntegrationsPage = later(
  ['connections', 'errors', 'integrations', 'member', 'settings', 'tokens'],
  async () => (await import('../features/integrations/IntegrationsPage.tsx')).IntegrationsPage,
)

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
      <CompanyGate title={t('nav.servicePermissions')} menu="settings" or="members">
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

const MailPage = later(['member', 'settings'], async () => (await import('../features/settings/MailPage.tsx')).MailPage)

export const mail = createRoute({
  getParentRoute: () => signedIn,
  path: pages.mail,
  validateSearch: ({ within }: Record<string, unknown>) => given({ within: mailPeriods.find((one) => one === within) }),
  component: function Mail() {
    const { t } = useTranslation()
    const within = mailPeriods.find((one) => one === mail.useSearch().within)
    const navigate = mail.useNavigate()
    return (
      <CompanyGate title={t('nav.mail')} menu="settings">
        {(company) => (
          <MailPage
            key={company.id}
            company={company}
            within={within}
            onWithin={(next) =>
              void navigate({ search: ({ company: kept }) => given({ company: kept, within: next }), resetScroll: false })
            }
          />
        )}
      </CompanyGate>
    )
  },
})

export const integrations = createRoute({
  getParentRoute: () => signedIn,
  path: pages.integrations,
  validateSearch: ({ webhook, state }: Record<string, unknown>) =>
    given({ webhook: text(webhook), state: deliveryStates.find((one) => one === state) }),
  component: function Integrations() {
    const { t } = useTranslation()
    const { webhook, state } = integrations.useSearch()
    const navigate = integrations.useNavigate()
    return (
      <CompanyGate title={t('nav.integrations')} menu="settings">
        {(company) => (
          <IntegrationsPage
            key={company.id}
            company={company}
            search={{ ...(webhook && { webhook }), ...(state && { state: state as (typeof deliveryStates)[number] }) }}
            onSearch={(next) => void navigate({ search: ({ company: kept }) => given({ company: kept, ...next }), resetScroll: false })}
          />
        )}
      </CompanyGate>
    )
  },
})
