import type { AdministratorRole, ErrorCode, MemberAction, PasswordOption, Plan, TransferLoss } from '@muster/contract'
import { mayUndelete, stateOf, undeleteDays, type StateFacts } from './state.rules.ts'

/** What the account rules read of a member, and of the one who acts. */
export type ActionFacts = StateFacts & {
  leaveFrom: Date | null
  leaveUntil: Date | null
  personalEmail: string | null
  registeredBy: PasswordOption
  /** The role the member holds in any company of the tenant, the mightiest; null: no administrator. */
  role: AdministratorRole | null
}
export type ActorFacts = {
  isSelf: boolean
  /** Whether the actor stands at least as high as the member (P-3). */
  mayAct: boolean
  /** MB-16: whether there is another company in the group that the actor administers. */
  otherCompany: boolean
  /** MB-16: whether a device operation is open that is about the member. */
  operationOpen: boolean
}

/** MB-14: a leave holds at an instant from its start until (not including) its end; without an end until it is removed. */
export function onLeave(m: Pick<ActionFacts, 'leaveFrom' | 'leaveUntil'>, now: Date): boolean {
  return m.leaveFrom !== null && m.leaveFrom <= now && (m.leaveUntil === null || now < m.leaveUntil)
}

/** MB-14: whether a leave is known that holds now or will; one that is over is none. */
export function hasLeave(m: Pick<ActionFacts, 'leaveFrom' | 'leaveUntil'>, now: Date): boolean {
  return m.leaveFrom !== null && (m.leaveUntil === null || now < m.leaveUntil)
}

/** MB-14: a period has both ends, the end after the start and in the future. */
export function leavePeriodOk(period: { from: Date; until: Date }, now: Date): boolean {
  return period.from < period.until && now < period.until
}

type Blocked = ErrorCode | null
/** Why an action cannot be done to the member as they are; null: it can. By whom is asked apart ({@link blockedFor}). */
const byMember: Record<MemberAction, (m: ActionFacts, now: Date) => Blocked> = {
  // MB-13: a Super Admin cannot be suspended.
  suspend: (m) => (m.deletedAt || m.suspendedAt ? 'member_state' : m.role === 'super_admin' ? 'is_administrator' : null),
  unsuspend: (m) => (m.deletedAt || !m.suspendedAt ? 'member_state' : null),
  block_apps: (m) => (m.deletedAt || m.appBlockedAt ? 'member_state' : null),
  unblock_apps: (m) => (m.deletedAt || !m.appBlockedAt ? 'member_state' : null),
  // MB-13: suspension clears leave; a suspended member gets none.
  set_leave: (m) => (m.deletedAt || m.suspendedAt ? 'member_state' : null),
  end_leave: (m, now) => (m.deletedAt || !hasLeave(m, now) ? 'member_state' : null),
  // MB-16: not a deleted member, nor an administrator before the role is taken.
  transfer: (m) => (m.deletedAt ? 'member_state' : m.role ? 'is_administrator' : null),
  // MB-18: only members registered by automatic generation or by an administrator.
  reset_password: (m) => (m.deletedAt || m.suspendedAt ? 'member_state' : m.registeredBy === 'link' ? 'by_link' : null),
  // MB-4: of any member who may sign in or will.
  change_password: (m) => (m.deletedAt || m.suspendedAt ? 'member_state' : null),
  request_password_change: (m) => (m.deletedAt || m.suspendedAt ? 'member_state' : null),
  // MB-17: only pending members registered with a creation link, with a personal e-mail.
  resend_invitation: (m, now) => invitationBlockedBy(m, now),
  // MB-15: administrators are not deleted before their role is taken.
  delete: (m) => (m.deletedAt ? 'member_state' : m.role ? 'is_administrator' : null),
  undelete: (m, now) => (mayUndelete(m, now) ? null : 'member_state'),
}

/** MB-17: why no invitation can be sent; null: it can. */
function invitationBlockedBy(m: ActionFacts, now: Date): Blocked {
  const state = stateOf(m, now)
  if (m.registeredBy !== 'link') return 'not_by_link'
  if (state === 'in_use') return 'not_pending'
  if (state !== 'pending' && state !== 'pending_expired') return 'member_state'
  return m.personalEmail ? null : 'no_personal_email'
}

/** Why an action cannot be done to this member now; null: it can. */
export function blockedBy(action: MemberAction, m: ActionFacts, now: Date): Blocked {
  return byMember[action](m, now)
}

/** P-3, MB-16: why this actor may not do an action that the member's state would allow; null: they may. */
export function blockedFor(action: MemberAction, actor: ActorFacts): Blocked {
  if (actor.isSelf) return 'own_account'
  if (!actor.mayAct) return 'not_allowed_on_superior'
  if (action !== 'transfer') return null
  if (!actor.otherCompany) return 'no_other_company'
  return actor.operationOpen ? 'operation_open' : null
}

/** MB-2: the *More* menu: every action, of each pair only the one that applies, with the reason where it cannot be done now. */
export function offeredActions(m: ActionFacts, actor: ActorFacts, now: Date): { action: MemberAction; reason: Blocked }[] {
  const shown: MemberAction[] = [
    m.suspendedAt ? 'unsuspend' : 'suspend',
    m.appBlockedAt ? 'unblock_apps' : 'block_apps',
    hasLeave(m, now) ? 'end_leave' : 'set_leave',
    'reset_password',
    'change_password',
    'request_password_change',
    'resend_invitation',
    'transfer',
    m.deletedAt ? 'undelete' : 'delete',
  ]
  return shown.map((action) => ({ action, reason: blockedFor(action, actor) ?? blockedBy(action, m, now) }))
}

/** MB-15: the first instant at which a deleted account cannot come back. */
export function undeleteBefore(m: Pick<StateFacts, 'deletedAt'>): Date | null {
  return m.deletedAt && new Date(m.deletedAt.getTime() + undeleteDays * 24 * 3_600_000)
}

/** MB-16: what is lost with a transfer between plans. */
export function lostOnTransfer(from: Plan, to: Plan): TransferLoss[] {
  const losses = new Set<TransferLoss>()
  if (to.core === 'none' && from.core !== 'none') {
    losses.add('messages').add('personal_calendar')
    if (!['lite', 'free'].includes(from.core)) losses.add('mailbox').add('drive_personal_folder')
  }
  if (from.drive && !to.drive) losses.add('drive_personal_folder')
  return [...losses]
}
