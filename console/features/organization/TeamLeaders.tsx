import { Fragment } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberName } from '../../lib/MemberName.tsx'
import { leadersQuery } from './organization.query.ts'

const shown = 3

/** Who leads a team. */
export function TeamLeaders({ company, team }: { company: AdministeredCompany; team: string }) {
  const { t } = useTranslation()
  const query = useQuery({ ...leadersQuery(company.id), select: ({ items }) => items.filter((leader) => leader.teamId === team) })
  if (!query.data) return null
  return (
    <div>
      <dt>{t('teams.leaders')}</dt>
      <dd>
        {query.data.length === 0 && '–'}
        {query.data.slice(0, shown).map((leader, i) => (
          <Fragment key={leader.memberId}>
            {i > 0 && ', '}
            <MemberName company={company} id={leader.memberId} name={leader.name} />
          </Fragment>
        ))}
        {query.data.length > shown && ` ${t('teams.andMore', { count: query.data.length - shown })}`}
      </dd>
    </div>
  )
}
