import { createRoute, redirect } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { askAhead } from './askAhead.ts'
import { signedIn } from './signedIn.tsx'

const HomePage = later(['home'], async () => (await import('../features/home/HomePage.tsx')).HomePage)

/** Where the console opens; for who administers nothing, one's own account. */
export const home = createRoute({
  getParentRoute: () => signedIn,
  path: pages.home,
  staticData: { ahead: HomePage.ahead },
  beforeLoad: ({ context: { me }, search }) => {
    if (me.companies.length === 0) throw redirect({ to: pages.account, search, replace: true })
  },
  loader: ({ context: { queries, company } }) => {
    if (!company) return
    HomePage.ahead()
    askAhead(import('../features/home/home.query.ts'), ({ activeQuery, homeQuery }) => {
      void queries.prefetchQuery(homeQuery(company.id))
      if (company.permissions.statistics) void queries.prefetchQuery(activeQuery(company.id))
    })
  },
  component: function Home() {
    const { t } = useTranslation()
    return <CompanyGate title={t('nav.home')}>{(company) => <HomePage key={company.id} company={company} />}</CompanyGate>
  },
})
