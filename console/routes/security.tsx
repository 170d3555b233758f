import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { searchKeys, type DeviceSearch } from '../features/devices/devices.search.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { askAhead } from './askAhead.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const SignInSecurityPage = later(['security'], async () => (await import('../features/security/SignInSecurityPage.tsx')).SignInSecurityPage)

export const signInSecurity = createRoute({
  getParentRoute: () => signedIn,
  path: pages.signInSecurity,
  component: function SignInSecurity() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.signIn')} menu="security">
        {(company) => <SignInSecurityPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const NetworkPage = later(['connections', 'security'], async () => (await import('../features/security/NetworkPage.tsx')).NetworkPage)

export const network = createRoute({
  getParentRoute: () => signedIn,
  path: pages.network,
  component: function Network() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.network')} menu="security">
        {(company) => <NetworkPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const DevicesPage = later(
  ['devices', 'errors', 'files', 'member', 'operations'],
  async () => (await import('../features/devices/DevicesPage.tsx')).DevicesPage,
)

const deviceSearch = (search: Record<string, unknown>): DeviceSearch =>
  given(Object.fromEntries(searchKeys.map((key) => [key, text(search[key])])))

export const devices = createRoute({
  getParentRoute: () => signedIn,
  path: pages.devices,
  staticData: { ahead: DevicesPage.ahead },
  validateSearch: deviceSearch,
  loaderDeps: ({ search }) => deviceSearch(search),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.permissions.devices || !company.pages.devices.open) return
    DevicesPage.ahead()
    askAhead(import('../features/devices/devices.query.ts'), ({ listQuery, distributionQuery, tabOfSearch }) => {
      void queries.prefetchQuery(listQuery(company.id, deps))
      void queries.prefetchQuery(distributionQuery(company.id, tabOfSearch(deps)))
    })
  },
  component: function Devices() {
    const search = devices.useLoaderDeps()
    const navigate = devices.useNavigate()
    return (
      <CompanyGate page="devices" menu="devices">
        {(company) => (
          <DevicesPage
            key={company.id}
            company={company}
            search={search}
            onSearch={(next, replace = false) =>
              void navigate({
                search: ({ company: kept }) => given({ company: kept, ...next }),
                replace,
                resetScroll: (next.cursor ?? '') !== (search.cursor ?? ''),
              })
            }
          />
        )}
      </CompanyGate>
    )
  },
})

const operationFilters = ['open', 'overdue'] as const
const MdmPage = later(['connections', 'devices', 'operations'], async () => (await import('../features/devices/MdmPage.tsx')).MdmPage)

export const mdm = createRoute({
  getParentRoute: () => signedIn,
  path: pages.mdm,
  validateSearch: ({ open, overdue }: Record<string, unknown>) => given({ open: text(open), overdue: text(overdue) }),
  component: function Mdm() {
    const search = mdm.useSearch()
    const navigate = mdm.useNavigate()
    return (
      <CompanyGate page="devices" menu="devices">
        {(company) => (
          <MdmPage
            key={company.id}
            company={company}
            shown={operationFilters.findLast((one) => search[one] === 'true') ?? 'all'}
            onShown={(next) =>
              void navigate({
                search: ({ company: kept }) => given({ company: kept, ...(next !== 'all' && { [next]: 'true' }) }),
                resetScroll: false,
              })
            }
          />
        )}
      </CompanyGate>
    )
  },
})
