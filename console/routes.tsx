import { createRouter } from '@tanstack/react-router'
import { queryClient } from './app/session.ts'
import { meQuery } from './lib/me.ts'
import { account } from './routes/account.tsx'
import { audit } from './routes/audit.tsx'
import { home } from './routes/home.tsx'
import { forgot, invitation, reset, setup } from './routes/byToken.tsx'
import { member, members } from './routes/members.tsx'
import { chart, organization, teams } from './routes/organization.tsx'
import { given } from './routes/search.ts'
import { devices, mdm, network, signInSecurity } from './routes/security.tsx'
import { administrators, apps, companySettings, integrations, mail, servicePermissions } from './routes/settings.tsx'
import { root, signedIn, unknown } from './routes/signedIn.tsx'
import { activeUsers, guideTemplate, installation, storage } from './routes/statistics.tsx'

/** The console's pages; each area has its routes in a file of its own. */
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
      apps,
      mail,
      integrations,
      signInSecurity,
      network,
      audit,
      installation,
      guideTemplate,
      storage,
      devices,
      mdm,
      account,
      unknown,
    ]),
    setup,
    invitation,
    forgot,
    reset,
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
  interface StaticDataRouteOption {
    /** Begins to load the page's code, whoever may see it. */
    ahead?: () => void
  }
}

/**
 * Begins with what the address asks for while everything else is still on its way: who is signed in, where the page is behind the sign-in;
 * with `code`, once it is known in which language, what the page is made of.
 */
export function beginAhead(what: 'me' | 'code'): void {
  for (const { routeId, staticData } of router.matchRoutes(router.latestLocation)) {
    if (what === 'me' && routeId === signedIn.id) void queryClient.prefetchQuery(meQuery)
    if (what === 'code') staticData.ahead?.()
  }
}
