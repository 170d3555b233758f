import { useEffect, type ReactNode } from 'react'
import { later } from '../../lib/texts.ts'
import { WhenNear } from '../../ui/WhenNear.tsx'
import { MemberChecklist } from './MemberChecklist.tsx'
import { MemberConnections } from './MemberConnections.tsx'
import { MemberDevices } from './MemberDevices.tsx'
import { MemberEasyLogin } from './MemberEasyLogin.tsx'
import { MemberSecurity } from './MemberSecurity.tsx'
import { sectionProps, sectionsFor, showSection, type MemberSection } from './memberSections.ts'
import type { PartProps, SectionsProps } from './MemberSections.tsx'
import { MemberStorage } from './MemberStorage.tsx'
import classes from './MemberPage.module.css'

const MemberUse = later([], async () => (await import('./MemberUse.tsx')).MemberUse)
const MemberHistory = later(
  ['audit', 'integrations', 'security', 'settings'],
  async () => (await import('./MemberHistory.tsx')).MemberHistory,
)

/** MB-2: what is beneath the profile: each part asks for what it shows, and has states of its own. */
export function MemberRest({ section, asTabs, whole, ...props }: SectionsProps) {
  const { company } = props
  useEffect(() => {
    if (!asTabs && section !== 'profile') showSection(section)
  }, [asTabs, section])
  const parts: Record<Exclude<MemberSection, 'profile'>, ReactNode> = {
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
  const shown = (name: keyof typeof parts) => sectionsFor(company).includes(name) && <div {...sectionProps(name)}>{parts[name]}</div>
  if (asTabs && !whole)
    return (
      <div className={classes.column}>
        {section !== 'profile' && shown(section)}
        {section === 'security' && <SignInPart {...props} />}
      </div>
    )
  return (
    <>
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
    </>
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
