import { Suspense, useContext, useEffect, useRef, useState, type FocusEvent, type PointerEvent } from 'react'
import { Popover, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MemberAction, MemberDetail } from '@muster/contract'
import { pages } from '../paths.ts'
import { PersonPhoto } from '../ui/PersonPhoto.tsx'
import type { AdministeredCompany } from './me.ts'
import { MemberActingContext } from './MemberActing.tsx'
import { memberQuery, photoOf } from './member.query.ts'
import { MemberOverlays, MemberStateBadge } from './MemberState.tsx'
import { useProblemLine } from './useAct.ts'
import { problemOf } from './problem.ts'
import classes from './MemberName.module.css'

const openMs = 300
const closeMs = 200

/** Opens after a moment of pointing or focusing, and closes a moment after both have gone: also from the name over into the card. */
function useLinger() {
  const [opened, setOpened] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const later = (open: boolean) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setOpened(open), open ? openMs : closeMs)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const close = () => {
    clearTimeout(timer.current)
    setOpened(false)
  }
  const lingering = {
    // A finger does not hover: it goes straight to the page.
    onPointerEnter: ({ pointerType }: PointerEvent) => pointerType === 'mouse' && later(true),
    onPointerLeave: () => later(false),
    onFocus: ({ target }: FocusEvent) => (opened || target.matches(':focus-visible')) && later(true),
    onBlur: () => later(false),
  }
  return { opened, close, lingering }
}

/** A member's name: leads to the member's page, and on hover or focus shows who it is, with *More*. */
export function MemberName({ company, id, name }: { company: AdministeredCompany; id: string; name: string }) {
  const acting = useContext(MemberActingContext)
  const { opened, close, lingering } = useLinger()
  const link = useRef<HTMLAnchorElement>(null)
  const choose = (action: MemberAction, member: MemberDetail) => {
    // The card, where the dialog is asked for, goes: the focus comes back to the name.
    link.current?.focus()
    close()
    acting?.ask({ company, member, action })
  }
  return (
    // Not in a portal: the next Tab leads from the name into the card.
    <Popover
      opened={opened}
      onChange={(open) => !open && close()}
      width={320}
      position="bottom-start"
      shadow="md"
      withinPortal={false}
      floatingStrategy="fixed"
    >
      <Popover.Target>
        <Link
          ref={link}
          to={pages.member}
          params={{ member: id }}
          search={{ company: company.id }}
          className={classes.name ?? ''}
          {...lingering}
        >
          {name}
        </Link>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown ?? ''} {...lingering}>
        <MemberCard company={company} id={id} onAction={choose} />
      </Popover.Dropdown>
    </Popover>
  )
}

type CardProps = { company: AdministeredCompany; id: string; onAction: (action: MemberAction, member: MemberDetail) => void }

function MemberCard({ company, id, onAction }: CardProps) {
  const { t } = useTranslation()
  const acting = useContext(MemberActingContext)
  const line = useProblemLine()
  const query = useQuery(memberQuery(company.id, id))
  if (query.isError) return <p className={classes.problem}>{line(problemOf(query.error))}</p>
  if (!query.data) return <Skeleton height={72} role="status" aria-label={t('common.loading')} />
  const member = query.data
  const primary = member.affiliations.find((a) => a.isPrimary)
  return (
    <div className={classes.card}>
      <div className={classes.who}>
        <PersonPhoto name={member.profile.name} src={photoOf(member)} size={48} />
        <div>
          <div className={classes.title}>{member.profile.name}</div>
          <div className={classes.quiet}>{member.login}</div>
          {primary && (
            <div className={classes.quiet}>
              {primary.team.name}
              {primary.position && ` · ${primary.position.name}`}
            </div>
          )}
        </div>
      </div>
      <div className={classes.badges}>
        <MemberStateBadge state={member.state} />
        <MemberOverlays member={member} zone={company.zone} />
      </div>
      {acting && company.permissions.members === 'manage' && (
        <Suspense>
          <acting.Menu member={member} inCard onAction={(action) => onAction(action, member)} />
        </Suspense>
      )}
    </div>
  )
}
