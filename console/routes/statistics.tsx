import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { searchKeys, type InstallationSearch } from '../features/installation/installation.search.ts'
import { activeUsersQuery } from '../features/statistics/activeUsers.query.ts'
import { searchKeys as storageKeys, type StorageSearch } from '../features/storage/storage.search.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { askAhead } from './askAhead.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const ActiveUsersPage = later(['statistics'], async () => (await import('../features/statistics/ActiveUsersPage.tsx')).ActiveUsersPage)

export const activeUsers = createRoute({
  getParentRoute: () => signedIn,
  path: pages.activeUsers,
  staticData: { ahead: ActiveUsersPage.ahead },
  validateSearch: (search: Record<string, unknown>) => given({ active: text(search.active), mobile: text(search.mobile) }),
  loaderDeps: ({ search: { active, mobile } }) => given({ active, mobile }),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.pages.activeUsers.open || !company.permissions.statistics) return
    ActiveUsersPage.ahead()
    void queries.prefetchQuery(activeUsersQuery(company.id, deps))
  },
  component: function ActiveUsers() {
    const periods = activeUsers.useLoaderDeps()
    const navigate = activeUsers.useNavigate()
    return (
      <CompanyGate page="activeUsers" menu="statistics">
        {(company) => (
          <ActiveUsersPage
            key={company.id}
            company={company}
            periods={periods}
            onPeriods={(next) => void navigate({ search: ({ company: kept }) => given({ company: kept, ...next }) })}
          />
        )}
      </CompanyGate>
    )
  },
})

const InstallationPage = later(
  ['files', 'guides', 'installation', 'member'],
  async () => (await import('../features/installation/InstallationPage.tsx')).InstallationPage,
)

const installationSearch = (search: Record<string, unknown>): InstallationSearch =>
  given(Object.fromEntries(searchKeys.map((key) => [key, text(search[key])])))

export const installation = createRoute({
  getParentRoute: () => signedIn,
  path: pages.installation,
  staticData: { ahead: InstallationPage.ahead },
  validateSearch: installationSearch,
  loaderDeps: ({ search }) => installationSearch(search),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.permissions.installation || !company.pages.installation.open) return
    InstallationPage.ahead()
    askAhead(import('../features/installation/installation.query.ts'), ({ listQuery, summaryQuery, teamsQuery }) => {
      void queries.prefetchQuery(listQuery(company.id, deps))
      void queries.prefetchQuery(summaryQuery(company.id, deps))
      void queries.prefetchQuery(teamsQuery(company.id))
    })
  },
  component: function Installation() {
    const search = installation.useLoaderDeps()
    const navigate = installation.useNavigate()
    return (
      <CompanyGate page="installation" menu="installation">
        {(company) => (
          <InstallationPage
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

const GuideTemplatePage = later(
  ['guides', 'settings'],
  async () => (await import('../features/installation/GuideTemplatePage.tsx')).GuideTemplatePage,
)

export const guideTemplate = createRoute({
  getParentRoute: () => signedIn,
  path: pages.guideTemplate,
  component: () => (
    <CompanyGate page="installation" menu="installation">
      {(company) => <GuideTemplatePage key={company.id} company={company} />}
    </CompanyGate>
  ),
})

const StoragePage = later(['files', 'member', 'storage'], async () => (await import('../features/storage/StoragePage.tsx')).StoragePage)

const storageSearch = (search: Record<string, unknown>): StorageSearch =>
  given(Object.fromEntries(storageKeys.map((key) => [key, text(search[key])])))

export const storage = createRoute({
  getParentRoute: () => signedIn,
  path: pages.storage,
  staticData: { ahead: StoragePage.ahead },
  validateSearch: storageSearch,
  loaderDeps: ({ search }) => storageSearch(search),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.permissions.statistics) return
    StoragePage.ahead()
    askAhead(import('../features/storage/storage.query.ts'), ({ listQuery, totalsQuery }) => {
      void queries.prefetchQuery(totalsQuery(company.id))
      void queries.prefetchQuery(listQuery(company.id, deps))
    })
  },
  component: function Storage() {
    const { t } = useTranslation()
    const search = storage.useLoaderDeps()
    const navigate = storage.useNavigate()
    return (
      <CompanyGate title={t('nav.storage')} menu="statistics">
        {(company) => (
          <StoragePage
            key={company.id}
            company={company}
            search={search}
            onSearch={(next) =>
              void navigate({
                search: ({ company: kept }) => given({ company: kept, ...next }),
                resetScroll: (next.cursor ?? '') !== (search.cursor ?? ''),
              })
            }
          />
        )}
      </CompanyGate>
    )
  },
})
