import { createRootRouteWithContext, createRoute, Outlet, retainSearchParams } from '@tanstack/react-router'
import type { QueryClient } from '@tanstack/react-query'
import { ConsoleLayout } from '../app/ConsoleLayout.tsx'
import { enterConsole } from '../app/enter.ts'
import { ErrorPage, NotFoundPage } from '../app/pages.tsx'
import { MemberActingHost } from '../lib/MemberActing.tsx'
import { later } from '../lib/texts.ts'
import { given, text } from './search.ts'

/** What can be done to a member from the card beside their name, in every feature. */
const memberActing = {
  Menu: later(['errors', 'member'], async () => (await import('../features/members/MemberMore.tsx')).MemberMore),
  Dialog: later(['member', 'members'], async () => (await import('../features/members/MemberDialog.tsx')).MemberDialog),
}

/** Above every page, also of those who are not signed in. */
export const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  errorComponent: ErrorPage,
})

/** Everything behind the sign-in. The company of the page is the search parameter `company`, kept by every link. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signedIn',
  validateSearch: (search: Record<string, unknown>) => given({ company: text(search.company) }),
  search: { middlewares: [retainSearchParams(['company'])] },
  beforeLoad: ({ context, search }) => enterConsole(context.queries, search.company),
  component: () => (
    <MemberActingHost {...memberActing}>
      <ConsoleLayout />
    </MemberActingHost>
  ),
  errorComponent: ErrorPage,
})

export const unknown = createRoute({ getParentRoute: () => signedIn, path: '$', component: NotFoundPage })
