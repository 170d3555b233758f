import { createRouter } from '@tanstack/react-router'
import { queryClient } from './app/session.ts'
import { meQuery } from './lib/me.ts'
import { account } from './routes/account.tsx'
import { askedAhead } from './routes/askAhead.ts'
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
    ahead?: () => Promise<void>
  }
}

const matched = () => router.matchRoutes(router.latestLocation)

/** Asks who is signed in while everything else is still on its way, where the address is one behind the sign-in. */
export function askWho(): void {
  if (matched().some(({ routeId }) => routeId === signedIn.id)) void queryClient.prefetchQuery(meQuery)
}

/**
 * Begins with what the address asks for, its code, texts and data, once it is known in which language. @returns when the page can be drawn whole, or
 * tells why it cannot
 */
export async function openAddress(): Promise<void> {
  const code = matched().map(({ staticData }) => staticData.ahead?.())
  await router.load()
  await Promise.all([...code, askedAhead()])
}
