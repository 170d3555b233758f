import type { Locale, MemberAction, MemberState } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findRole } from '#modules/company'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { blockedBy, hasLeave, leavePeriodOk } from './account.rules.ts'
import { findMember, lockMember, updateMember, type Member } from './members.queries.ts'
import { lockReachable, lockTarget } from './reach.service.ts'
import { maySignIn, stateOf } from './state.rules.ts'

/**
 * Locks a member who is about to get a session, and checks the state, so that a suspension cannot race past it (SX-2).
 * Undefined: the member may not sign in.
 */
export async function lockForSignIn(ctx: Ctx, memberId: string): Promise<Member | undefined> {
  const member = await lockMember(ctx, memberId)
  return member && maySignIn(member, ctx.now) ? member : undefined
}

/** MB-1: a first sign-in ends *Pending*. Idempotent. */
export async function markSignedIn(ctx: Ctx, member: Member): Promise<void> {
  if (!member.firstSignedInAt) await updateMember(ctx, member.id, { first_signed_in_at: ctx.now })
}

/** Refuses an action that the rules do not allow on a member as they are now. @throws the rule's code */
export async function requireAllowed(ctx: Ctx, action: MemberAction, member: Member): Promise<void> {
  const reason = blockedBy(action, { ...member, role: await findRole(ctx, member.id) }, ctx.now)
  if (reason) throw new AppError(reason)
}

/**
 * Locks a member for an account action that a module above carries out: reached by the actor, allowed by the rules.
 * @throws not_found, own_account, not_allowed_on_superior, and the rule's own code
 */
export async function lockForAction(ctx: Ctx, action: MemberAction, companyId: string, memberId: string): Promise<Member> {
  await lockReachable(ctx, companyId, memberId)
  const member = await lockTarget(ctx, memberId)
  await requireAllowed(ctx, action, member)
  return member
}

/** MB-1: a member who has not come yet and is given a new way in is *Pending* for another 30 days, from now. */
export async function renewPending(ctx: Ctx, member: Member): Promise<void> {
  if (!member.firstSignedInAt && !(member.activatesAt && member.activatesAt > ctx.now))
    await updateMember(ctx, member.id, { activates_at: ctx.now })
}

/** The state a member is in after an act: what the page shows is what the server says (pitfall 35). @throws not_found */
export async function getStateAfter(ctx: Ctx, memberId: string): Promise<{ state: MemberState }> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_found')
  return { state: stateOf(member, ctx.now) }
}

/** MB-13: no access from the commit on; leave is cleared; nothing is deleted. A Super Admin cannot be suspended. Idempotent. */
export async function suspendMember(
  ctx: Ctx,
  memberId: string,
  reason: 'administrator' | 'sign_in_failures' = 'administrator',
): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (member.suspendedAt && !member.deletedAt) return
  await requireAllowed(ctx, 'suspend', member)
  await endSessions(ctx, { memberId }, 'suspended')
  await updateMember(ctx, memberId, { suspended_at: ctx.now, suspended_reason: reason, leave_from: null, leave_until: null })
  await recordEvent(ctx, {
    action: 'member.suspended',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { leave: leaveOf(member) },
    after: { reason },
  })
}

/** MB-13: lets a suspended member in again. Sessions do not return. Idempotent. */
export async function unsuspendMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (!member.suspendedAt && !member.deletedAt) return
  await requireAllowed(ctx, 'unsuspend', member)
  await updateMember(ctx, memberId, { suspended_at: null, suspended_reason: null })
  await recordEvent(ctx, {
    action: 'member.unsuspended',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { reason: member.suspendedReason },
  })
}

/** MB-12: mobile, PC and both Drive apps are refused from the commit on; the web still works. Idempotent. */
export async function blockApps(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (member.appBlockedAt && !member.deletedAt) return
  await requireAllowed(ctx, 'block_apps', member)
  await endSessions(ctx, { memberId, apps: true }, 'app_blocked')
  await updateMember(ctx, memberId, { app_blocked_at: ctx.now })
  await recordEvent(ctx, { action: 'member.apps_blocked', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
}

/** MB-12: restores what {@link blockApps} refused. Idempotent. */
export async function unblockApps(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (!member.appBlockedAt && !member.deletedAt) return
  await requireAllowed(ctx, 'unblock_apps', member)
  await updateMember(ctx, memberId, { app_blocked_at: null })
  await recordEvent(ctx, { action: 'member.apps_unblocked', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
}

function leaveOf(m: Pick<Member, 'leaveFrom' | 'leaveUntil'>) {
  return m.leaveFrom && { from: m.leaveFrom.toISOString(), until: m.leaveUntil?.toISOString() ?? null }
}

/**
 * MB-14: puts a member on leave: from now until it is removed, or for a period with both ends. It ends by itself, read with now.
 * An earlier leave is replaced. @throws leave_invalid, member_state
 */
export async function setLeave(ctx: Ctx, memberId: string, period?: { from: Date; until: Date }): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  await requireAllowed(ctx, 'set_leave', member)
  if (period && !leavePeriodOk(period, ctx.now)) throw new AppError('leave_invalid')
  const leave = { leaveFrom: period?.from ?? ctx.now, leaveUntil: period?.until ?? null }
  await updateMember(ctx, memberId, { leave_from: leave.leaveFrom, leave_until: leave.leaveUntil })
  await recordEvent(ctx, {
    action: 'member.leave_set',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { leave: leaveOf(member) },
    after: { leave: leaveOf(leave) },
  })
}

/** MB-14: removes a leave, current or ahead. Idempotent. */
export async function endLeave(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (!hasLeave(member, ctx.now) && !member.deletedAt) return
  await requireAllowed(ctx, 'end_leave', member)
  await updateMember(ctx, memberId, { leave_from: null, leave_until: null })
  await recordEvent(ctx, {
    action: 'member.leave_ended',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { leave: leaveOf(member) },
  })
}

/** A member's own language. @throws not_found */
export async function setLocale(ctx: Ctx, memberId: string, locale: Locale): Promise<void> {
  const member = await lockMember(ctx, memberId)
  if (!member) throw new AppError('not_found')
  await updateMember(ctx, memberId, { locale })
  await recordEvent(ctx, {
    action: 'member.locale_changed',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { locale: member.locale },
    after: { locale },
  })
}
