import { createContext, Suspense, useMemo, useState, type ComponentType, type ReactNode } from 'react'
import type { MemberAction, MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from './me.ts'

type AskedAction = { company: AdministeredCompany; member: MemberDetail; action: MemberAction }
type MemberActing = {
  /** *More*: every action that the server offers on the member. */
  Menu: ComponentType<{ member: MemberDetail; inCard?: boolean; onAction: (action: MemberAction) => void }>
  /** Opens what one of them asks before it is done. */
  ask: (asked: AskedAction) => void
}

/**
 * The actions on a member belong to the members feature, and features do not import each other. Names of members stand in all of
 * them, so the card lives below the features (`MemberName.tsx`) and is handed its actions by the console's composition (`routes/`).
 */
export const MemberActingContext = createContext<MemberActing | null>(null)

type HostProps = Pick<MemberActing, 'Menu'> & { Dialog: ComponentType<AskedAction & { onClose: () => void }>; children: ReactNode }

/**
 * Around all pages. The dialog stands here and not in the row or page where it was asked for, which the action may take away: a password
 * that is shown this once stays until it is closed (MB-18).
 */
export function MemberActingHost({ Menu, Dialog, children }: HostProps) {
  const [asked, setAsked] = useState<AskedAction | null>(null)
  const acting = useMemo(() => ({ Menu, ask: setAsked }), [Menu])
  return (
    <MemberActingContext value={acting}>
      {children}
      {asked && (
        <Suspense>
          <Dialog {...asked} onClose={() => setAsked(null)} />
        </Suspense>
      )}
    </MemberActingContext>
  )
}
