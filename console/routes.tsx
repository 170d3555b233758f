import { lazy } from 'react'
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect, retainSearchParams } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { activeUsersQuery } from './features/statistics/activeUsers.query.ts'
import { countsQuery, teamsQuery } from './features/organization/organization.query.ts'
import { MemberActingContext } from './lib/memberActing.ts'
import { listKeys, listQuery, summaryQuery, type ListSearch } from './features/members/memberList.query.ts'
import { memberQuery } from './lib/member.query.ts'
import { CompanyGate, ConsoleLayout } from './app/ConsoleLayout.tsx'
import { ErrorPage, NotFoundPage } from './app/pages.tsx'
import { enterConsole } from './app/enter.ts'
import { queryClient } from './app/session.ts'
import { pages } from './paths.ts'

const activeUsersModule = () => import('./features/statistics/ActiveUsersPage.tsx')
const ActiveUsersPage = lazy(async () => ({ default: (await activeUsersModule()).ActiveUsersPage }))
const membersModule = () => import('./features/members/MembersPage.tsx')
const MembersPage = lazy(async () => ({ default: (await membersModule()).MembersPage }))
const memberPageModule = () => import('./features/members/MemberPage.tsx')
const MemberPage = lazy(async () => ({ default: (await memberPageModule()).MemberPage }))
/** What the card beside a member's name can do, in every feature. */
const memberActing = {
  Menu: lazy(async () => ({ default: (await import('./features/members/MemberMore.tsx')).MemberMore })),
  Dialog: lazy(async () => ({ default: (await import('./features/members/MemberDialog.tsx')).MemberDialog })),
}
const TeamsPage = lazy(async () => ({ default: (await import('./features/organization/TeamsPage.tsx')).TeamsPage }))
const ChartPage = lazy(async () => ({ default: (await import('./features/organization/ChartPage.tsx')).ChartPage }))
const TitlesPage = lazy(async () => ({ default: (await import('./features/organization/TitlesPage.tsx')).TitlesPage }))
const CompanySettingsPage = lazy(async () => ({
  default: (await import('./features/settings/CompanySettingsPage.tsx')).CompanySettingsPage,
}))
const AdministratorsPage = lazy(async () => ({ default: (await import('./features/settings/AdministratorsPage.tsx')).AdministratorsPage }))
const ServicePermissionsPage = lazy(async () => ({
  default: (await import('./features/settings/ServicePermissionsPage.tsx')).ServicePermissionsPage,
}))
const SignInSecurityPage = lazy(async () => ({ default: (await import('./features/security/SignInSecurityPage.tsx')).SignInSecurityPage }))
const AuditPage = lazy(async () => ({ default: (await import('./features/audit/AuditPage.tsx')).AuditPage }))
const InvitationPage = lazy(async () => ({ default: (await import('./features/invitation/InvitationPage.tsx')).InvitationPage }))
const SetupPage = lazy(async () => ({ default: (await import('./features/setup/SetupPage.tsx')).SetupPage }))

const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined)
/** Only what is there: the URL stays as short as what was chosen. */
const given = <T extends Record<string, string | undefined>>(values: T) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as { [K in keyof T]?: string }

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  errorComponent: ErrorPage,
})

/** Everything behind the sign-in. The company of the page is the search parameter `company`, kept by every link. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signedIn',
  validateSearch: (search: Record<string, unknown>) => given({ company: text(search.company) }),
  search: { middlewares: [retainSearchParams(['company'])] },
  beforeLoad: ({ context, search }) => enterConsole(context.queries, search.company),
  component: () => (
    <MemberActingContext value={memberActing}>
      <ConsoleLayout />
    </MemberActingContext>
  ),
  errorComponent: ErrorPage,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: pages.home,
  beforeLoad: ({ search }) => {
    throw redirect({ to: pages.activeUsers, search, replace: true })
  },
})

const activeUsers = createRoute({
  getParentRoute: () => signedIn,
  path: pages.activeUsers,
  validateSearch: (search: Record<string, unknown>) => given({ active: text(search.active), mobile: text(search.mobile) }),
  loaderDeps: ({ search: { active, mobile } }) => given({ active, mobile }),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.pages.activeUsers.open || !company.permissions.statistics) return
    void activeUsersModule()
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

const listSearch = (search: Record<string, unknown>): ListSearch =>
  given(Object.fromEntries(listKeys.map((key) => [key, text(search[key])])))

const members = createRoute({
  getParentRoute: () => signedIn,
  path: pages.members,
  validateSearch: listSearch,
  loaderDeps: ({ search }) => listSearch(search),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.permissions.members) return
    void membersModule()
    void queries.prefetchQuery(listQuery(company.id, deps))
    void queries.prefetchQuery(summaryQuery(company.id))
  },
  component: function Members() {
    const { t } = useTranslation()
    const search = members.useLoaderDeps()
    const navigate = members.useNavigate()
    return (
      <CompanyGate title={t('nav.members')} menu="members">
        {(company) => (
          <MembersPage
            key={company.id}
            company={company}
            search={search}
            onSearch={(next, replace = false) =>
              void navigate({
                search: ({ company: kept }) => given({ company: kept, ...next }),
                replace,
                resetScroll: next.cursor !== search.cursor,
              })
            }
          />
        )}
      </CompanyGate>
    )
  },
})

const member = createRoute({
  getParentRoute: () => signedIn,
  path: pages.member,
  loader: ({ context: { queries, company }, params }) => {
    if (!company?.permissions.members) return
    void memberPageModule()
    void queries.prefetchQuery(memberQuery(company.id, params.member))
  },
  component: function Member() {
    const { t } = useTranslation()
    const { member: id } = member.useParams()
    return (
      <CompanyGate title={t('member.title')} menu="members">
        {(company) => <MemberPage key={`${company.id} ${id}`} company={company} memberId={id} />}
      </CompanyGate>
    )
  },
})

const teams = createRoute({
  getParentRoute: () => signedIn,
  path: pages.teams,
  validateSearch: (search: Record<string, unknown>) => given({ team: text(search.team), find: text(search.find) }),
  loader: ({ context: { queries, company } }) => {
    if (!company?.permissions.members) return
    void queries.prefetchQuery(teamsQuery(company.id))
    void queries.prefetchQuery(countsQuery(company.id))
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

const chart = createRoute({
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

const organization = createRoute({
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

const companySettings = createRoute({
  getParentRoute: () => signedIn,
  path: pages.companySettings,
  component: function CompanySettings() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('settings.title')} menu="settings">
        {(company) => <CompanySettingsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const administrators = createRoute({
  getParentRoute: () => signedIn,
  path: pages.administrators,
  component: function Administrators() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('administrators.title')} menu="settings">
        {(company) => <AdministratorsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const servicePermissions = createRoute({
  getParentRoute: () => signedIn,
  path: pages.servicePermissions,
  component: function ServicePermissions() {
    const { t } = useTranslation()
    return (
      <CompanyGate title={t('permissions.title')} menu="members">
        {(company) => <ServicePermissionsPage key={company.id} company={company} />}
      </CompanyGate>
    )
  },
})

const signInSecurity = createRoute({
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

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: pages.audit,
  validateSearch: ({ actor, action, member: on, from, to }: Record<string, unknown>) =>
    given({ actor: text(actor), action: text(action), member: text(on), from: text(from), to: text(to) }),
  component: function Audit() {
    const { t } = useTranslation()
    const { actor, action, member: on, from, to } = audit.useSearch()
    const navigate = audit.useNavigate()
    return (
      <CompanyGate title={t('audit.title')} menu="audit">
        {(company) => (
          <AuditPage
            key={company.id}
            company={company}
            search={given({ actor, action, member: on, from, to })}
            onSearch={(next) => void navigate({ search: ({ company: kept }) => given({ company: kept, ...next }), resetScroll: false })}
          />
        )}
      </CompanyGate>
    )
  },
})

/** P-1: listed where the plan lacks it; the page itself does not exist yet. */
const installation = createRoute({
  getParentRoute: () => signedIn,
  path: pages.installation,
  component: () => (
    <CompanyGate page="installation" menu="installation">
      {NotFoundPage}
    </CompanyGate>
  ),
})
const devices = createRoute({
  getParentRoute: () => signedIn,
  path: pages.devices,
  component: () => (
    <CompanyGate page="devices" menu="devices">
      {NotFoundPage}
    </CompanyGate>
  ),
})

const unknown = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFoundPage })

const setup = createRoute({
  getParentRoute: () => root,
  path: pages.setup,
  component: function Setup() {
    return <SetupPage token={setup.useParams().token} />
  },
})

const invitation = createRoute({
  getParentRoute: () => root,
  path: pages.invitation,
  component: function Invitation() {
    return <InvitationPage token={invitation.useParams().token} />
  },
})

export const router = createRouter({
  routeTree: root.addChildren([
    signedIn.addChildren([
      home,
      activeUsers,
      members,
      member,
      teams,
      chart,
      organization,
      companySettings,
      administrators,
      servicePermissions,
      signInSecurity,
      audit,
      installation,
      devices,
      unknown,
    ]),
    setup,
    invitation,
  ]),
  context: { queries: queryClient },
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch: (search) => {
    const params = new URLSearchParams(given(search as Record<string, string | undefined>) as Record<string, string>)
    return params.size > 0 ? `?${params}` : ''
  },
  defaultPendingMs: 0,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
