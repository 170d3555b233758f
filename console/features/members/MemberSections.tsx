import { Suspense, useDeferredValue, useEffect, useState } from 'react'
import type { MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'
import { later } from '../../lib/texts.ts'
import { Waiting } from '../../ui/WhenNear.tsx'
import { MemberAccount } from './MemberAccount.tsx'
import { MemberProfile } from './MemberProfile.tsx'
import { sectionProps, type MemberSection } from './memberSections.ts'
import { MemberTeams } from './MemberTeams.tsx'
import classes from './MemberPage.module.css'

const MemberRest = later(
  ['account', 'connections', 'devices', 'files', 'operations', 'signIn'],
  async () => (await import('./MemberRest.tsx')).MemberRest,
)

export type PartProps = {
  company: AdministeredCompany
  member: MemberDetail
  onSection: (section: MemberSection, card?: string) => void
}
export type SectionsProps = PartProps & {
  section: MemberSection
  /** On a phone: the one part that is asked for. */
  asTabs: boolean
  /** All of it at once: it goes to paper. */
  whole: boolean
}

/** So long the profile is left alone, which is used first. */
const aloneMs = 300

/** Whether it is time for the other parts, some time after the profile was drawn. */
function useRest(drawn: boolean): boolean {
  const [rest, setRest] = useState(false)
  useEffect(() => {
    if (!drawn) return undefined
    const timer = setTimeout(() => setRest(true), aloneMs)
    return () => clearTimeout(timer)
  }, [drawn])
  return rest
}

let loaded = false

/** Whether the profile is drawn: on the console's first page only once the head is there, which can be used meanwhile; from then on with it. */
function useDrawn(): boolean {
  const drawn = useDeferredValue(true, loaded)
  useEffect(() => {
    loaded = true
  }, [])
  return drawn
}

/**
 * MB-2: the parts of the page. The profile came with the member and is drawn right after the head, which can be used meanwhile; the others, and
 * their code, come when the profile can be used.
 */
export function MemberSections(props: SectionsProps) {
  const { company, member, section, asTabs, whole } = props
  const drawn = useDrawn()
  const rest = useRest(drawn) || props.whole
  const alone = asTabs && !whole
  if (!drawn)
    return (
      <div className={classes.sections}>
        <Waiting height={900} />
      </div>
    )
  return (
    <div className={classes.sections}>
      {(!alone || section === 'profile') && (
        <div {...sectionProps('profile')}>
          <div className={classes.columns}>
            <MemberProfile company={company} member={member} />
            <div className={classes.column}>
              <MemberTeams company={company} member={member} />
              <MemberAccount company={company} member={member} />
            </div>
          </div>
        </div>
      )}
      {!(alone && section === 'profile') && (
        <Suspense fallback={<Waiting height={900} />}>{rest ? <MemberRest {...props} /> : <Waiting height={900} />}</Suspense>
      )}
    </div>
  )
}
