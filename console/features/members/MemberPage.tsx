import { lazy, Suspense, useContext, useState } from 'react'
import { IconArrowLeft, IconEyeOff, IconMapQuestion } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
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
import { MemberHead } from './MemberHead.tsx'
import { MemberNav } from './MemberNav.tsx'
import { MemberSections } from './MemberSections.tsx'
import { sectionsFor, showSection, type MemberSection } from './memberSections.ts'
import { MemberSkeleton } from './MemberSkeleton.tsx'
import { useWholePrint } from './useWholePrint.ts'
import classes from './MemberPage.module.css'

const EditProfileDialog = lazy(async () => ({ default: (await import('./EditProfileDialog.tsx')).EditProfileDialog }))

/** Answers after which what was known before may not be shown any longer. */
const ended: readonly Problem['code'][] = ['not_found', 'forbidden', 'names_hidden']

type PageProps = {
  company: AdministeredCompany
  memberId: string
  /** The part that the address asks for; one that the role does not show is the first. */
  section: MemberSection
  onSection: (section: MemberSection) => void
}

/** MB-2: one member: what is known of them, and every account action. */
export function MemberPage({ company, memberId, section, onSection }: PageProps) {
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
      <Member
        company={company}
        member={query.data}
        section={sectionsFor(company).includes(section) ? section : 'profile'}
        onSection={onSection}
      />
    </>
  )
}

type MemberProps = {
  company: AdministeredCompany
  member: MemberDetail
  section: MemberSection
  onSection: (section: MemberSection) => void
}

function Member({ company, member, section, onSection }: MemberProps) {
  const { t } = useTranslation()
  const acting = useContext(MemberActingContext)
  const [editing, setEditing] = useState(false)
  const asTabs = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const { whole, preparing, unfinished, print } = useWholePrint()
  const show = (next: MemberSection, card?: string) => {
    if (asTabs && next !== section) onSection(next)
    else showSection(next, card)
  }
  return (
    <>
      <MemberHead
        company={company}
        member={member}
        nav={<MemberNav company={company} memberId={member.id} section={section} asTabs={asTabs} />}
        onEdit={() => setEditing(true)}
        onAction={(action) => acting?.ask({ company, member, action })}
        onPrint={preparing ? null : print}
      />
      {unfinished && <p className={classes.unfinished}>{t('memberPage.unfinished')}</p>}
      <MemberSections company={company} member={member} section={section} asTabs={asTabs} whole={whole} onSection={show} />
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
