import { recordEvent } from '#modules/audit'
import { forgetMembers } from '#modules/notifications'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { requireAllowed } from './account.service.ts'
import { deleteMembers, lockDeletedBefore, updateMember } from './members.queries.ts'
import { lockTarget } from './reach.service.ts'
import { undeleteDays } from './state.rules.ts'

/**
 * MB-15: deletes an account; it can come back for seven days and its ID stays reserved. Administrators lose their role first.
 * Idempotent. @throws is_administrator
 */
export async function deleteMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (member.deletedAt) return
  await requireAllowed(ctx, 'delete', member)
  await endSessions(ctx, { memberId }, 'deleted')
  await updateMember(ctx, memberId, { deleted_at: ctx.now })
  await recordEvent(ctx, {
    action: 'member.deleted',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
    before: { login: member.login, name: member.name },
  })
}

/**
 * MB-15: strictly before 7 × 24 h; restores the former state, affiliations and permissions, which deletion never took, not the
 * sessions. @throws member_state
 */
export async function undeleteMember(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  await requireAllowed(ctx, 'undelete', member)
  await updateMember(ctx, memberId, { deleted_at: null })
  await recordEvent(ctx, { action: 'member.undeleted', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
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
  const ids = due.map((m) => m.id)
  await forgetMembers(ctx, ids)
  await deleteMembers(ctx, ids)
  return due.length
}
