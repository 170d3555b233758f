import { updateNoticePauseMinutes, type MemberState, type UpdateRefusal } from '@muster/contract'

export type NoticeFacts = { state: MemberState; mayUseApp: boolean; updateAvailable: boolean }

/**
 * DS-6: why a device row gets no update notification; null: it gets one. What keeps its member from receiving comes before what the device
 * runs, and whoever cannot sign in otherwise (not activated yet) may not use the app either.
 */
export function noticeRefusedBy({ state, mayUseApp, updateAvailable }: NoticeFacts): Exclude<UpdateRefusal, 'gone' | 'told'> | null {
  if (state === 'deleted' || state === 'suspended') return state
  if (!mayUseApp || state === 'awaiting' || state === 'pending_expired') return 'not_permitted'
  return updateAvailable ? null : 'up_to_date'
}

/** DS-6: whoever was told of a version after this is not told of it again. */
export const toldSince = (now: Date): Date => new Date(now.getTime() - updateNoticePauseMinutes * 60_000)
