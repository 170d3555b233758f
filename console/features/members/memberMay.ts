import type { ErrorCode, MemberDetail } from '@muster/contract'

/**
 * P-3, MB-15: why nothing of a member is changed, neither profile nor teams nor switches; null: it can be. Who stands above the reader, the
 * server says with every action of *More*.
 */
export function editBlockedBy({ state, actions }: Pick<MemberDetail, 'state' | 'actions'>): ErrorCode | null {
  if (actions.some(({ reason }) => reason === 'not_allowed_on_superior')) return 'not_allowed_on_superior'
  return state === 'deleted' ? 'member_state' : null
}
