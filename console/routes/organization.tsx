import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { askAhead } from './askAhead.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const TeamsPage = later(['member', 'organization'], async () => (await import('../features/organization/TeamsPage.tsx')).TeamsPage)
const ChartPage = later(['member', 'organization'], async () => (await import('../features/organization/ChartPage.tsx')).ChartPage)
const TitlesPage = later(['organization'], async () => (await import('../features/organization/TitlesPage.tsx')).TitlesPage)

export const teams = createRoute({
  getParentRoute: () => signedIn,
  path: pages.teams,
  validateSearch: (search: Record<string, unknown>) => given({ team: text(search.team), find: text(search.find) }),
  loader: ({ context: { queries, company } }) => {
    if (!company?.permissions.members) return
    askAhead(import('../features/organization/organization.query.ts'), ({ teamsQuery, countsQuery }) => {
      void queries.prefetchQuery(teamsQuery(company.id))
      void queries.prefetchQuery(countsQuery(company.id))
    })
  },
  component: function Teams() {
    const { t } = useTranslation()
    const { team, find } = teams.useSearch()
    const navigate = teams.useNavigate()
    return (
      <CompanyGate title={t('nav.teams')} menu="members">
        {(company) => (
          <TeamsPage
            key={company.id}
            company={company}
            search={given({ team, find })}
            onSearch={(next) =>
              void navigate({
                search: ({ company: kept }) => given({ company: kept, ...next }),
                // Typing is one step of the history, choosing a team another.
                replace: (next.team ?? '') === (team ?? ''),
                resetScroll: false,
              })
            }
          />
        )}
      </CompanyGate>
    )
  },
})

export const chart = createRoute({
  getParentRoute: () => signedIn,
  path: pages.chart,
  validateSearch: (search: Record<string, unknown>) => given({ as: text(search.as), team: text(search.team) }),
  component: function Chart() {
    const { t } = useTranslation()
    const { as, team } = chart.useSearch()
    const navigate = chart.useNavigate()
    return (
      <CompanyGate title={t('nav.orgChart')} menu="members">
        {(company) => (
          <ChartPage
            key={company.id}
            company={company}
            search={given({ as, team })}
            onSearch={(next) => void navigate({ search: ({ company: kept }) => given({ company: kept, ...next }), resetScroll: false })}
          />
        )}
      </CompanyGate>
    )
  },
})

export const organization = createRoute({
  getParentRoute: () => signedIn,
  path: pages.organization,
  component: function Organization() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('nav.organization')} menu="members">
        {(company) => <TitlesPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})
