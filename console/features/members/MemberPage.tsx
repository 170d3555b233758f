import { lazy, Suspense, useContext, useState } from 'react'
import { IconArrowLeft, IconEyeOff, IconMapQuestion } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { MemberActingContext } from '../../lib/MemberActing.tsx'
import { memberQuery } from '../../lib/member.query.ts'
import { problemOf, type Problem } from '../../lib/problem.ts'
import { ProblemPanel } from '../../lib/ProblemPanel.tsx'
import { pages } from '../../paths.ts'
import { Notice } from '../../ui/Notice.tsx'
import { PageHead } from '../../ui/PageHead.tsx'
import { StatePanel } from '../../ui/StatePanel.tsx'
import { latestList } from './memberList.pages.ts'
import { MemberAccount } from './MemberAccount.tsx'
import { MemberConnections } from './MemberConnections.tsx'
import { MemberDevices } from './MemberDevices.tsx'
import { MemberEasyLogin } from './MemberEasyLogin.tsx'
import { MemberHead } from './MemberHead.tsx'
import { MemberProfile } from './MemberProfile.tsx'
import { MemberSecurity } from './MemberSecurity.tsx'
import { MemberSkeleton } from './MemberSkeleton.tsx'
import { MemberStorage } from './MemberStorage.tsx'
import { MemberTeams } from './MemberTeams.tsx'
import classes from './MemberPage.module.css'

const EditProfileDialog = lazy(async () => ({ default: (await import('./EditProfileDialog.tsx')).EditProfileDialog }))

/** Answers after which what was known before may not be shown any longer. */
const ended: readonly Problem['code'][] = ['not_found', 'forbidden', 'names_hidden']

/** MB-2: one member: what is known of them, and every account action. */
export function MemberPage({ company, memberId }: { company: AdministeredCompany; memberId: string }) {
  const { t } = useTranslation()
  const query = useQuery(memberQuery(company.id, memberId))
  const again = () => void query.refetch()
  const back = (
    <Link to={pages.members} search={{ ...latestList(company.id), company: company.id }} className={classes.back ?? ''}>
      <IconArrowLeft size={16} stroke={1.75} aria-hidden />
      {t('member.toList')}
    </Link>
  )
  if (!query.data || (query.isError && ended.includes(problemOf(query.error).code)))
    return (
      <>
        {back}
        <PageHead title={t('nav.member')} />
        {query.isError ? <MemberProblem error={query.error} onRetry={again} /> : <MemberSkeleton />}
      </>
    )
  return (
    <>
      {back}
      {query.isError && <Notice text={t('member.stale')} action={t('common.retry')} onAction={again} />}
      <Member company={company} member={query.data} />
    </>
  )
}

function Member({ company, member }: { company: AdministeredCompany; member: MemberDetail }) {
  const acting = useContext(MemberActingContext)
  const [editing, setEditing] = useState(false)
  return (
    <>
      <MemberHead
        company={company}
        member={member}
        onEdit={() => setEditing(true)}
        onAction={(action) => acting?.ask({ company, member, action })}
      />
      <div className={classes.columns}>
        <div className={classes.column}>
          <MemberProfile company={company} member={member} />
          <MemberConnections company={company} member={member} />
        </div>
        <div className={classes.column}>
          <MemberTeams company={company} member={member} />
          <MemberAccount company={company} member={member} />
          <MemberStorage company={company} member={member} />
          <MemberDevices company={company} member={member} />
          <MemberSecurity company={company} member={member} />
          <MemberEasyLogin company={company} member={member} />
        </div>
      </div>
      <Suspense>{editing && <EditProfileDialog company={company} member={member} onClose={() => setEditing(false)} />}</Suspense>
    </>
  )
}

/** P-2: a role without names is told so; an address that can be no member's was mistyped or cut; all else as everywhere. */
function MemberProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation()
  const { code } = problemOf(error)
  if (code === 'input_invalid')
    return (
      <StatePanel alert icon={<IconMapQuestion size={24} stroke={1.75} />} title={t('notFound.title')}>
        <p>{t('notFound.text')}</p>
      </StatePanel>
    )
  if (code !== 'names_hidden') return <ProblemPanel error={error} onRetry={onRetry} />
  return (
    <StatePanel alert icon={<IconEyeOff size={24} stroke={1.75} />} title={t('member.namesHidden')}>
      <p>{t('member.namesHiddenText')}</p>
    </StatePanel>
  )
}
