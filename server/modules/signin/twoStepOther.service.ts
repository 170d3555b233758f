import { recordEvent } from '#modules/audit'
import type { ErrorCode } from '@muster/contract'
import { findActorGrant, listGrants, mayActOn } from '#modules/company'
import { lockReachable, type Member } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { deleteRemembered } from './remembered.queries.ts'
import { deleteSecondSteps, upsertTwoStep } from './twoStep.queries.ts'
import { otherBlockedBy } from './twoStep.rules.ts'
import { findTwoStepFacts, forgetSecondSteps } from './twoStep.service.ts'

export type Of = { companyId: string; memberId: string }

/** Locks a member whose way in an administrator changes. @throws not_found, names_hidden, member_state, own_account, not_allowed_on_superior */
export async function lockOther(ctx: Ctx, { companyId, memberId }: Of): Promise<Member> {
  const member = await lockReachable(ctx, companyId, memberId)
  const blocked = await otherBlockedFor(ctx, member)
  if (blocked) throw new AppError(blocked)
  return member
}

/** P-3, MB-5, MB-8: why the actor may not change the way in of a member whom they reach; null: they may, or are the system. */
export async function otherBlockedFor(ctx: Ctx, member: Pick<Member, 'id' | 'companyId' | 'deletedAt'>): Promise<ErrorCode | null> {
  const { actor } = ctx
  const grant = await findActorGrant(ctx, member.companyId)
  const isSelf = actor.kind === 'member' && actor.memberId === member.id
  return otherBlockedBy(member, { isSelf, mayAct: grant === null || mayActOn(grant, await listGrants(ctx, member.id)) })
}

/**
 * MB-8: switches it on or off for a member, where the company leaves it open. Off also forgets what was set up. Idempotent.
 * @throws two_step_policy where it is off for all or required of all, not_found, member_state, own_account, not_allowed_on_superior
 */
export async function switchTwoStep(ctx: Ctx, of: Of, on: boolean): Promise<void> {
  const member = await lockOther(ctx, of)
  const standing = await findTwoStepFacts(ctx, member)
  if (standing.policy !== 'optional') throw new AppError('two_step_policy')
  if (standing.switchedOn === on && (on || !standing.enrolled)) return
  if (!on) return forgetSecondSteps(ctx, member)
  await upsertTwoStep(ctx, of.memberId, { switched_on: true })
  await recordEvent(ctx, {
    action: 'member.two_step_switched_on',
    companyId: of.companyId,
    subject: { kind: 'member', id: of.memberId },
  })
}

/**
 * MB-8, SX-2: forgets what a member has set up; sessions end, and they set it up again at the next sign-in.
 * @throws not_found, member_state, own_account, not_allowed_on_superior
 */
export async function resetTwoStep(ctx: Ctx, of: Of): Promise<void> {
  await lockOther(ctx, of)
  await endSessions(ctx, { memberId: of.memberId }, 'two_step_reset')
  await upsertTwoStep(ctx, of.memberId, { reset_at: ctx.now })
  await deleteSecondSteps(ctx, of.memberId)
  await deleteRemembered(ctx, of.memberId)
  await recordEvent(ctx, { action: 'member.two_step_reset', companyId: of.companyId, subject: { kind: 'member', id: of.memberId } })
}
