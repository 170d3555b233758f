import type { ErrorCode, MemberDetail } from '@muster/contract'
import type { AdministeredCompany } from '../../lib/me.ts'

/**
 * P-3, MB-15: why nothing of a member is changed, neither profile nor teams nor switches; null: it can be. Who stands above the reader, the
 * server says with every action of *More*.
 */
export function editBlockedBy({ state, actions }: Pick<MemberDetail, 'state' | 'actions'>): ErrorCode | null {
  if (actions.some(({ reason }) => reason === 'not_allowed_on_superior')) return 'not_allowed_on_superior'
  return state === 'deleted' ? 'member_state' : null
}

/** MB-4, MB-5, MB-8: whether the reader changes how a member signs in: who may not change their password may not do it, for the same reason. */
export const mayChangeSignIn = (company: AdministeredCompany, { actions }: Pick<MemberDetail, 'actions'>): boolean =>
  company.permissions.members === 'manage' && !actions.find((a) => a.action === 'change_password')?.reason
