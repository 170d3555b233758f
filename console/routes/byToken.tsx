import { createRoute } from '@tanstack/react-router'
import { signedInAgain } from '../app/session.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { root } from './signedIn.tsx'

/** Pages without a sign-in: those that a token in the address opens, and the way to one. */

const InvitationPage = later(['door', 'errors'], async () => (await import('../features/invitation/InvitationPage.tsx')).InvitationPage)
const ForgotPage = later(['door'], async () => (await import('../features/reset/ForgotPage.tsx')).ForgotPage)
const ResetPage = later(['door', 'errors'], async () => (await import('../features/reset/ResetPage.tsx')).ResetPage)
const SetupPage = later(['door'], async () => (await import('../features/setup/SetupPage.tsx')).SetupPage)

export const setup = createRoute({
  getParentRoute: () => root,
  path: pages.setup,
  component: function Setup() {
    return <SetupPage token={setup.useParams().token} />
  },
})

export const invitation = createRoute({
  getParentRoute: () => root,
  path: pages.invitation,
  component: function Invitation() {
    return <InvitationPage token={invitation.useParams().token} />
  },
})

export const forgot = createRoute({
  getParentRoute: () => root,
  path: pages.forgot,
  // Who comes from signing in goes back there: that is no loop.
  beforeLoad: signedInAgain,
  component: () => <ForgotPage />,
})

export const reset = createRoute({
  getParentRoute: () => root,
  path: pages.reset,
  component: function Reset() {
    return <ResetPage token={reset.useParams().token} />
  },
})
