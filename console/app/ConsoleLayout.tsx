import { Suspense, useEffect, type ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate, useRouteContext } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Menu } from '@muster/contract'
import { meQuery, type AdministeredCompany } from '../lib/me.ts'
import { keepPushOf } from '../lib/pushKept.ts'
import { pages } from '../paths.ts'
import { PageHead } from '../ui/PageHead.tsx'
import { Delegations } from './Delegations.tsx'
import { maySee } from './navigation.ts'
import { LockedPage, NoAdministratorPage, NoPermissionPage, OtherCompanyPage } from './pages.tsx'
import { Shell } from './Shell.tsx'

/** The newest that is known of the member and of the company in the URL. */
function useConsole() {
  const entered = useRouteContext({ from: '/signedIn' })
  const me = useQuery(meQuery).data ?? entered.me
  return { me, company: me.companies.find(({ id }) => id === entered.company?.id) ?? null }
}

export function ConsoleLayout() {
  const { me, company } = useConsole()
  const navigate = useNavigate()
  useEffect(() => keepPushOf(me.member.id), [me.member.id])
  // One's own page is everyone's, also of those who administer nothing.
  const isOwn = useLocation({ select: ({ pathname }) => pathname === pages.account })
  return (
    <Shell me={me} company={company} onCompany={(id) => void navigate({ to: '.', search: (search) => ({ ...search, company: id }) })}>
      <Delegations />
      {isOwn || company ? <Outlet /> : me.companies.length === 0 ? <NoAdministratorPage /> : <OtherCompanyPage />}
    </Shell>
  )
}

type PlanPage = keyof AdministeredCompany['pages']
type GateProps = {
  /** Without one: the page is every administrator's. */
  menu?: Menu
  /** Another menu that opens it. */
  or?: Menu
  children: (company: AdministeredCompany) => ReactNode
} & ({ page: PlanPage; title?: never } | { /** Of a page that every plan has. */ title: string; page?: never })

/**
 * P-1, P-2: a page of one company, when role and plan open it. What does, is the server's word.
 * The page's title is there before its code is, so the page is never without a heading.
 */
export function CompanyGate({ page, title, menu, or, children }: GateProps) {
  const { t } = useTranslation()
  const { company } = useConsole()
  if (!company) return null
  if (menu && !maySee(company, menu, or)) return <NoPermissionPage />
  if (page && !company.pages[page].open) return <LockedPage page={page} />
  return <Suspense fallback={<PageHead title={page ? t(`nav.${page}`) : title} />}>{children(company)}</Suspense>
}
