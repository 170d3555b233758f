import { recordEvent } from '#modules/audit'
import type { Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { tellOfAdded, type CredentialDeps } from './credential.service.ts'
import { findPhone } from './easyLogin.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { lockOwn, mayTurnOff } from './self.service.ts'
import { deleteTextCodes } from './textCode.queries.ts'
import { countRecoveryCodes, deleteSms, insertSms, selectFactors } from './twoStep.queries.ts'
import type { TextDeps } from './textCode.service.ts'
import { findMemberTwoStep, forgetSecondSteps, isEnrolled, newRecoveryCodes } from './twoStep.service.ts'

type Someone = Pick<Member, 'id' | 'companyId'>
/** MB-8: whether codes by SMS are a second step of a member. */
export async function hasSms(ctx: Ctx, memberId: string): Promise<boolean> {
  return (await selectFactors(ctx, memberId)).some(({ kind }) => kind === 'sms')
}

/** MB-8: codes by SMS are a second step of a member no longer. */
export async function forgetSms(ctx: Ctx, member: Someone): Promise<void> {
  await deleteSms(ctx, member.id)
  await deleteTextCodes(ctx, member.id, 'second')
  await recordEvent(ctx, { action: 'member.sms_removed', companyId: member.companyId, subject: { kind: 'member', id: member.id } })
}

/**
 * MB-8: codes by SMS to their confirmed number are a second step of the acting member. @returns recovery codes, to be shown this once; null:
 * there were some @throws sms_unavailable, phone_missing, two_step_policy
 */
export async function setUpSms(ctx: Ctx, deps: TextDeps & CredentialDeps, memberId: string): Promise<string[] | null> {
  if (!deps.texts.configured) throw new AppError('sms_unavailable')
  const member = await lockOwn(ctx, memberId)
  if ((await findPolicy(ctx, member.companyId)).twoStep === 'off') throw new AppError('two_step_policy')
  if (!(await findPhone(ctx, memberId))) throw new AppError('phone_missing')
  if (await insertSms(ctx, newId(ctx.now), memberId)) {
    await recordEvent(ctx, { action: 'member.sms_set_up', companyId: member.companyId, subject: { kind: 'member', id: member.id } })
    await tellOfAdded(ctx, deps, member, 'sms')
  }
  return (await countRecoveryCodes(ctx, memberId)) === 0 ? newRecoveryCodes(ctx, memberId) : null
}

/** MB-8: the acting member gets no codes by SMS any longer. @throws two_step_policy where they are needed, phone_missing */
export async function removeSms(ctx: Ctx, memberId: string): Promise<void> {
  const member = await lockOwn(ctx, memberId)
  const standing = await findMemberTwoStep(ctx, member)
  if (!standing.sms) throw new AppError('phone_missing')
  const isLast = !isEnrolled({ ...standing, sms: null })
  if (isLast && standing.policy !== 'off' && !mayTurnOff(standing)) throw new AppError('two_step_policy')
  await forgetSms(ctx, member)
  if (isLast) await forgetSecondSteps(ctx, member)
}
