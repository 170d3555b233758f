import {
  IconArrowBackUp,
  IconBeach,
  IconBeachOff,
  IconDeviceMobile,
  IconDeviceMobileOff,
  IconExchange,
  IconKey,
  IconLockPassword,
  IconMailForward,
  IconMessageQuestion,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
  type Icon,
} from '@tabler/icons-react'
import type { BulkAction, ListedMember, MemberAction } from '@muster/contract'

type Look = {
  icon: Icon
  /** Takes something away from the member: stands last, in red. */
  danger: boolean
}

const looks: Record<MemberAction, Look> = {
  set_leave: { icon: IconBeach, danger: false },
  end_leave: { icon: IconBeachOff, danger: false },
  reset_password: { icon: IconKey, danger: false },
  change_password: { icon: IconLockPassword, danger: false },
  request_password_change: { icon: IconMessageQuestion, danger: false },
  resend_invitation: { icon: IconMailForward, danger: false },
  unblock_apps: { icon: IconDeviceMobile, danger: false },
  unsuspend: { icon: IconPlayerPlay, danger: false },
  undelete: { icon: IconArrowBackUp, danger: false },
  transfer: { icon: IconExchange, danger: true },
  block_apps: { icon: IconDeviceMobileOff, danger: true },
  suspend: { icon: IconPlayerPause, danger: true },
  delete: { icon: IconTrash, danger: true },
}
const order = Object.keys(looks) as MemberAction[]

export type OfferedAction<Reason> = { action: MemberAction; reason: Reason }

/** MB-14: a leave that can be removed can be changed as well: setting one replaces it. */
function withLeaveChange<Reason>(actions: readonly OfferedAction<Reason>[]): readonly OfferedAction<Reason>[] {
  const ending = actions.find(({ action }) => action === 'end_leave')
  return ending ? [...actions, { ...ending, action: 'set_leave' }] : actions
}

/** MB-2: the actions as the menu lists them, those that take something away last. */
export function menuOf<Reason>(actions: readonly OfferedAction<Reason>[]): { plain: ShownAction<Reason>[]; danger: ShownAction<Reason>[] } {
  const shown = withLeaveChange(actions)
    .map((offered) => ({ ...offered, ...looks[offered.action] }))
    .toSorted((a, b) => order.indexOf(a.action) - order.indexOf(b.action))
  return { plain: shown.filter((a) => !a.danger), danger: shown.filter((a) => a.danger) }
}
export type ShownAction<Reason> = OfferedAction<Reason> & Look

export const isDangerous = (action: MemberAction) => looks[action].danger

const isDeleted = ({ state }: ListedMember) => state === 'deleted'
const changed: Record<BulkAction, (member: ListedMember) => boolean> = {
  suspend: (member) => member.state !== 'suspended' && !isDeleted(member),
  unsuspend: (member) => member.state === 'suspended',
  block_apps: (member) => !member.appBlocked && !isDeleted(member),
  unblock_apps: (member) => member.appBlocked && !isDeleted(member),
  delete: (member) => !isDeleted(member),
  undelete: isDeleted,
}

/** Whether an action would change anything of a listed member as they stand; whether it may is the server's word. */
export const changes = (action: BulkAction, member: ListedMember) => changed[action](member)
