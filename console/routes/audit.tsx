import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const AuditPage = later(
  ['account', 'audit', 'connections', 'files', 'integrations', 'member', 'members', 'operations', 'security', 'settings'],
  async () => (await import('../features/audit/AuditPage.tsx')).AuditPage,
)

export const audit = createRoute({
  getParentRoute: () => signedIn,
  path: pages.audit,
  validateSearch: ({ actor, action, member: on, from, to }: Record<string, unknown>) =>
    given({ actor: text(actor), action: text(action), member: text(on), from: text(from), to: text(to) }),
  component: function Audit() {
    const { t } = useTranslation()
    const { actor, action, member: on, from, to } = audit.useSearch()
    const navigate = audit.useNavigate()
    return (
      <CompanyGate title={t('nav.audit')} menu="audit">
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
