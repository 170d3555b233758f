import { lazy } from 'react'
import { createRoute } from '@tanstack/react-router'
import { pages } from '../paths.ts'
import { root } from './signedIn.tsx'

/** Pages that a token in the address opens, without a sign-in. */

const InvitationPage = lazy(async () => ({ default: (await import('../features/invitation/InvitationPage.tsx')).InvitationPage }))
const SetupPage = lazy(async () => ({ default: (await import('../features/setup/SetupPage.tsx')).SetupPage }))

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
