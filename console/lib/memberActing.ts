import { createContext, type ComponentType } from 'react'
import type { MemberAction, MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from './me.ts'

type Of = { company: AdministeredCompany; member: MemberDetail }
export type MemberActing = {
  /** *More*: every action that the server offers on the member. */
  Menu: ComponentType<{ member: MemberDetail; inCard?: boolean; onAction: (action: MemberAction) => void }>
  /** What one of them asks before it is done. */
  Dialog: ComponentType<Of & { action: MemberAction; onClose: () => void }>
}

/**
 * The actions on a member belong to the members feature, and features do not import each other. Names of members stand in all of
 * them, so the card lives below the features (`MemberName.tsx`) and is handed its actions by the console's composition (`routes.tsx`).
 */
export const MemberActingContext = createContext<MemberActing | null>(null)
