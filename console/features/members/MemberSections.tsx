import { useEffect, type ReactNode } from 'react'
import type { MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { later } from '../../lib/texts.ts'
import { WhenNear } from '../../ui/WhenNear.tsx'
import { MemberAccount } from './MemberAccount.tsx'
import { MemberChecklist } from './MemberChecklist.tsx'
import { MemberConnections } from './MemberConnections.tsx'
import { MemberDevices } from './MemberDevices.tsx'
import { MemberEasyLogin } from './MemberEasyLogin.tsx'
import { MemberProfile } from './MemberProfile.tsx'
import { MemberSecurity } from './MemberSecurity.tsx'
import { sectionProps, sectionsFor, showSection, type MemberSection } from './memberSections.ts'
import { MemberStorage } from './MemberStorage.tsx'
import { MemberTeams } from './MemberTeams.tsx'
import classes from './MemberPage.module.css'

const MemberUse = later([], async () => (await import('./MemberUse.tsx')).MemberUse)
const MemberHistory = later(
  ['account', 'audit', 'files', 'integrations', 'operations', 'security', 'settings'],
  async () => (await import('./MemberHistory.tsx')).MemberHistory,
)

type PartProps = { company: AdministeredCompany; member: MemberDetail; onSection: (section: MemberSection, card?: string) => void }
type SectionsProps = PartProps & {
  section: MemberSection
  /** On a phone: the one part that is asked for. */
  asTabs: boolean
  /** All of it at once: it goes to paper. */
  whole: boolean
}

/** MB-2: the parts of the page; each asks for what it shows, and has states of its own. */
export function MemberSections({ section, asTabs, whole, ...props }: SectionsProps) {
  const { company } = props
  useEffect(() => {
    if (!asTabs && section !== 'profile') showSection(section)
  }, [asTabs, section])
  const parts: Record<MemberSection, ReactNode> = {
    profile: <ProfilePart {...props} />,
    use: (
      <WhenNear now={asTabs || whole} height={340}>
        <MemberUse {...props} />
      </WhenNear>
    ),
    security: <MemberChecklist {...props} />,
    storage: <MemberStorage {...props} />,
    devices: <MemberDevices {...props} whole={whole} />,
    connections: (
      <WhenNear now={asTabs || whole} height={900}>
        <MemberConnections {...props} />
      </WhenNear>
    ),
    history: (
      <WhenNear now={asTabs || whole} height={400}>
        <MemberHistory {...props} />
      </WhenNear>
    ),
  }
  const shown = (name: MemberSection) => sectionsFor(company).includes(name) && <div {...sectionProps(name)}>{parts[name]}</div>
  if (asTabs && !whole)
    return (
      <div className={classes.column}>
        {shown(section)}
        {section === 'security' && <SignInPart {...props} />}
      </div>
    )
  return (
    <div className={classes.sections}>
      {shown('profile')}
      {shown('use')}
      <div className={classes.columns}>
        {shown('security')}
        <div className={classes.column}>
          <SignInPart {...props} />
          {shown('storage')}
        </div>
      </div>
      <div className={classes.columns}>
        <div className={classes.column}>
          {shown('devices')}
          {shown('history')}
        </div>
        {shown('connections')}
      </div>
    </div>
  )
}

function ProfilePart(props: PartProps) {
  return (
    <div className={classes.columns}>
      <MemberProfile {...props} />
      <div className={classes.column}>
        <MemberTeams {...props} />
        <MemberAccount {...props} />
      </div>
    </div>
  )
}

/** MB-5, MB-8: how the member signs in. */
function SignInPart(props: PartProps) {
  return (
    <>
      <MemberSecurity {...props} />
      <MemberEasyLogin {...props} />
    </>
  )
}
