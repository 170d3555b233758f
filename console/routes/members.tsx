import { createRoute } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { CompanyGate } from '../app/ConsoleLayout.tsx'
import { isMemberSection } from '../features/members/memberSections.ts'
import { listKeys, type ListSearch } from '../features/members/memberList.search.ts'
import { memberQuery } from '../lib/member.query.ts'
import { later } from '../lib/texts.ts'
import { pages } from '../paths.ts'
import { askAhead, drawWith } from './askAhead.ts'
import { given, text } from './search.ts'
import { signedIn } from './signedIn.tsx'

const MembersPage = later(
  ['errors', 'files', 'member', 'members'],
  async () => (await import('../features/members/MembersPage.tsx')).MembersPage,
)
const MemberPage = later(
  ['errors', 'member', 'memberPage', 'members'],
  async () => (await import('../features/members/MemberPage.tsx')).MemberPage,
)

const listSearch = (search: Record<string, unknown>): ListSearch =>
  given(Object.fromEntries(listKeys.map((key) => [key, text(search[key])])))

export const members = createRoute({
  getParentRoute: () => signedIn,
  path: pages.members,
  staticData: { ahead: MembersPage.ahead },
  validateSearch: listSearch,
  loaderDeps: ({ search }) => listSearch(search),
  loader: ({ context: { queries, company }, deps }) => {
    if (!company?.permissions.members) return
    MembersPage.ahead()
    askAhead(import('../features/members/memberList.query.ts'), ({ listQuery, summaryQuery }) => {
      void queries.prefetchQuery(listQuery(company.id, deps))
      void queries.prefetchQuery(summaryQuery(company.id))
    })
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

export const member = createRoute({
  getParentRoute: () => signedIn,
  path: pages.member,
  staticData: { ahead: MemberPage.ahead },
  validateSearch: ({ section }: Record<string, unknown>) => given({ section: text(section) }),
  loader: ({ context: { queries, company }, params }) => {
    if (!company?.permissions.members) return
    MemberPage.ahead()
    drawWith(queries.prefetchQuery(memberQuery(company.id, params.member)))
  },
  component: function Member() {
    const { t } = useTranslation()
    const { member: id } = member.useParams()
    const { section } = member.useSearch()
    const navigate = member.useNavigate()
    return (
      <CompanyGate title={t('nav.member')} menu="members">
        {(company) => (
          <MemberPage
            key={`${company.id} ${id}`}
            company={company}
            memberId={id}
            section={isMemberSection(section) ? section : 'profile'}
            onSection={(next) =>
              void navigate({ search: ({ company: kept }) => given({ company: kept, section: next }), resetScroll: false })
            }
          />
        )}
      </CompanyGate>
    )
  },
})
