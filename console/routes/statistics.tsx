import { createRoute } from '@tanstack/react-router'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { NotFoundPage } from '../app/pages.tsx'
import { activeUsersQuery } from '../features/statistics/activeUsers.query.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const ActiveUsersPage = later(['statistics'], async () => (await import('../features/statistics/ActiveUsersPage.tsx')).ActiveUsersPage)

export const activeUsers = createRoute({
  getParentRoute: () => signedIn,
  path: pages.activeUsers,
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

/** P-1: listed where the plan lacks it; the page itself does not exist yet. */
export const installation = createRoute({
  getParentRoute: () => signedIn,
  path: pages.installation,
  component: () => (
    <CompanyGate page="installation" menu="installation">
      {NotFoundPage}
    </CompanyGate>
  ),
})
