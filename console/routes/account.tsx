import { useCallback } from 'react'
import { createRoute } from '@tanstack/react-router'
import { linkOutcomes, type LinkOutcome } from '../features/account/ownEasyLogin.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { signedIn } from './signedIn.tsx'

const AccountPage = later(
  ['account', 'connections', 'files', 'member', 'notices', 'settings', 'signIn', 'tokens'],
  async () => (await import('../features/account/AccountPage.tsx')).AccountPage,
)

/** One's own page: also of members who administer nothing. */
export const account = createRoute({
  getParentRoute: () => signedIn,
  path: pages.account,
  validateSearch: (search: Record<string, unknown>): { line?: LinkOutcome } => {
    const line = linkOutcomes.find((one) => one === search['line'])
    return line ? { line } : {}
  },
  component: function Account() {
    const navigate = account.useNavigate()
    const read = useCallback(() => void navigate({ search: {}, replace: true }), [navigate])
    return <AccountPage me={account.useRouteContext().me} line={account.useSearch().line} onRead={read} />
  },
})
