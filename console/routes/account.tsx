import { lazy } from 'react'
import { createRoute } from '@tanstack/react-router'
import { pages } from '../paths.ts'
import { signedIn } from './signedIn.tsx'

const AccountPage = lazy(async () => ({ default: (await import('../features/account/AccountPage.tsx')).AccountPage }))

/** One's own page: also of members who administer nothing. */
export const account = createRoute({
  getParentRoute: () => signedIn,
  path: pages.account,
  component: function Account() {
    return <AccountPage member={account.useRouteContext().me.member} />
  },
})
