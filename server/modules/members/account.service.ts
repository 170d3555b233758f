import type { Locale } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { listAdministrations } from '#modules/company'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { deleteMembers, lockDeletedBefore, lockMember, moveMember, updateMember, type Member } from './members.queries.ts'
import { orIdTaken } from './registration.service.ts'
import { maySignIn, mayUndelete, undeleteDays } from './state.rules.ts'

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

async function lockKnown(ctx: Ctx, memberId: string): Promise<Member> {
  const member = await lockMember(ctx, memberId)
  if (!member) throw new AppError('not_found')
  return member
}

async function refuseAdministrator(ctx: Ctx, memberId: string): Promise<void> {
  if ((await listAdministrations(ctx, memberId)).length > 0) throw new AppError('is_administrator')
}

/** MB-13: no access from the commit on; leave is cleared; nothing is deleted. A Super Admin cannot be suspended. */
export async function suspendMember(
  ctx: Ctx,
  memberId: string,
  reason: 'administrator' | 'sign_in_failures' = 'administrator',
): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (member.deletedAt) throw new AppError('member_state')
  if (member.suspendedAt) return
  if ((await listAdministrations(ctx, memberId)).some((a) => a.grant.role === 'super_admin')) throw new AppError('is_administrator')
  await endSessions(ctx, { memberId }, 'suspended')
  await updateMember(ctx, memberId, { suspended_at: ctx.now, suspended_reason: reason, leave_from: null, leave_until: null })
  await recordEvent(ctx, {
    action: 'member.suspended',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    after: { reason },
  })
}

/** MB-13: lets a suspended member in again. Sessions do not return. */
export async function unsuspendMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (member.deletedAt) throw new AppError('member_state')
  if (!member.suspendedAt) return
  await updateMember(ctx, memberId, { suspended_at: null, suspended_reason: null })
  await recordEvent(ctx, {
    action: 'member.unsuspended',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { reason: member.suspendedReason },
  })
}

/** MB-12: mobile, PC and both Drive apps are refused from the commit on; the web still works. */
export async function blockApps(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (member.deletedAt) throw new AppError('member_state')
  if (member.appBlockedAt) return
  await endSessions(ctx, { memberId, apps: true }, 'app_blocked')
  await updateMember(ctx, memberId, { app_blocked_at: ctx.now })
  await recordEvent(ctx, { action: 'member.apps_blocked', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
}

/** MB-12: restores what {@link blockApps} refused. */
export async function unblockApps(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (!member.appBlockedAt) return
  await updateMember(ctx, memberId, { app_blocked_at: null })
  await recordEvent(ctx, { action: 'member.apps_unblocked', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
}

/** MB-15: deletes an account; it can come back for seven days and its ID stays reserved. Administrators lose their role first. */
export async function deleteMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (member.deletedAt) return
  await refuseAdministrator(ctx, memberId)
  await endSessions(ctx, { memberId }, 'deleted')
  await updateMember(ctx, memberId, { deleted_at: ctx.now })
  await recordEvent(ctx, {
    action: 'member.deleted',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { login: member.login, name: member.name },
  })
}

/** MB-15: strictly before 7 × 24 h; restores the former state, affiliations and permissions, not the sessions. @throws member_state */
export async function undeleteMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (!mayUndelete(member, ctx.now)) throw new AppError('member_state')
  await updateMember(ctx, memberId, { deleted_at: null })
  await recordEvent(ctx, { action: 'member.undeleted', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
}

/**
 * MB-16: moves a member to another company of the corporate group: identity and credentials stay, past activity stays with the
 * former company (AU-6), every session ends. Not for administrators or deleted members.
 * @throws member_state, is_administrator; id_taken when the ID is in use there, or reserved until purge
 */
export async function transferMember(ctx: Ctx, memberId: string, to: { companyId: string; login: string }): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  if (member.deletedAt || member.companyId === to.companyId) throw new AppError('member_state')
  await refuseAdministrator(ctx, memberId)
  await endSessions(ctx, { memberId }, 'transferred')
  await orIdTaken(moveMember(ctx, memberId, to.companyId, to.login))
  await recordEvent(ctx, {
    action: 'member.transferred',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { companyId: member.companyId, login: member.login },
    after: { ...to },
  })
}

/**
 * MB-15: removes for good those deleted 7 × 24 h ago or more, 500 at a time. Their active days stay, under a bare number (AU-6).
 * @returns how many
 */
export async function purgeMembers(ctx: Ctx): Promise<number> {
  const due = await lockDeletedBefore(ctx, new Date(ctx.now.getTime() - undeleteDays * 24 * 3_600_000), 500)
  for (const m of due) {
    await recordEvent(ctx, { action: 'member.purged', companyId: m.companyId, subject: { kind: 'member', id: m.id } })
  }
  await deleteMembers(
    ctx,
    due.map((m) => m.id),
  )
  return due.length
}

/** A member's own language. */
export async function setLocale(ctx: Ctx, memberId: string, locale: Locale): Promise<void> {
  const member = await lockKnown(ctx, memberId)
  await updateMember(ctx, memberId, { locale })
  await recordEvent(ctx, {
    action: 'member.locale_changed',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { locale: member.locale },
    after: { locale },
  })
}
