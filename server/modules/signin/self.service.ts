import { recordEvent } from '#modules/audit'
import { findMember, lockForSignIn, type Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { mayHavePasskeys } from './passkey.rules.ts'
import { listPasskeys, removeOwnPasskey } from './passkey.service.ts'
import { mayEnterAlone } from './passkeyAlone.service.ts'
import { findPassword } from './password.queries.ts'
import { renewPassword } from './password.service.ts'
import { findPolicyFor } from './policy.service.ts'
import { provePassword, proveSecond, type Given, type Own } from './proof.service.ts'
import {
  findMemberTwoStep,
  forgetSecondSteps,
  isEnrolled,
  newRecoveryCodes,
  type MemberTwoStep,
  type TwoStepDeps,
} from './twoStep.service.ts'

export async function memberOf(ctx: Ctx, memberId: string): Promise<Member> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  return member
}

/** Locks the acting member, before what they sign in by is changed. @throws not_signed_in */
export async function lockOwn(ctx: Ctx, memberId: string): Promise<Member> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  return member
}

/** How the acting member signs in. */
export async function getOwnSecurity(ctx: Ctx, memberId: string) {
  const member = await memberOf(ctx, memberId)
  const twoStep = await findMemberTwoStep(ctx, member)
  const { may, passkeys } = await listPasskeys(ctx, member)
  return {
    passwordChangedAt: (await findPassword(ctx, memberId))?.setAt.toISOString() ?? null,
    passwordPolicy: await findPolicyFor(ctx, memberId),
    twoStep: {
      policy: twoStep.policy,
      setUpAt: twoStep.setUpAt,
      sms: twoStep.sms,
      recoveryCodes: twoStep.recoveryCodes,
      browsers: twoStep.browsers,
      mayTurnOff: mayTurnOff(twoStep),
    },
    mayAddPasskey: may,
    passkeys,
  }
}

/** MB-8: whether a member may be without a second step if they so choose. */
export const mayTurnOff = (standing: MemberTwoStep) => standing.policy === 'optional' && !standing.switchedOn && isEnrolled(standing)

/** SX-2: changes one's own password: every session but the one in use ends. @throws password_wrong, password_refused */
export async function changeOwnPassword(own: Own, current: string, password: string): Promise<void> {
  const setAt = await provePassword(own, current)
  const result = await renewPassword(own.scope, { memberId: own.memberId, setAt, password, keep: own.connectionId })
  if (result.ok) return
  throw result.reason === 'over' ? new AppError('password_wrong') : new AppError('password_refused', { problem: result.reason })
}

const twoStepOf = ({ scope, memberId }: Own) => scope.transaction(async (ctx) => findMemberTwoStep(ctx, await memberOf(ctx, memberId)))

/** MB-8: what must be proved before an authenticator app is set up. @throws password_wrong, code_wrong, passkey_refused, two_step_policy */
export async function requireMaySetUp(own: Own, deps: TwoStepDeps, given: Given & { password: string }): Promise<void> {
  const twoStep = await twoStepOf(own)
  if (twoStep.policy === 'off') throw new AppError('two_step_policy')
  await provePassword(own, given.password)
  if (isEnrolled(twoStep)) await proveSecond(own, deps, given)
}

/** MB-8: what must be proved before a passkey is added: the second step too, unless the company asks for none. @throws as {@link requireMaySetUp} */
export async function requireMayAddPasskey(own: Own, deps: TwoStepDeps, given: Given & { password: string }): Promise<void> {
  const twoStep = await twoStepOf(own)
  const alone = await own.scope.transaction(async (ctx) => mayEnterAlone(ctx, (await memberOf(ctx, own.memberId)).companyId))
  if (!mayHavePasskeys({ policy: twoStep.policy, alone })) throw new AppError('two_step_policy')
  await provePassword(own, given.password)
  if (twoStep.policy !== 'off' && isEnrolled(twoStep)) await proveSecond(own, deps, given)
}

/** MB-8: removes one's own passkey, proved by password. @throws not_found, password_wrong, last_second_step */
export async function removePasskeyOf(own: Own, deps: TwoStepDeps, passkeyId: string, password: string): Promise<void> {
  await provePassword(own, password)
  await own.scope.transaction((ctx) => removeOwnPasskey(ctx, deps, own.memberId, passkeyId))
}

/** MB-8: new recovery codes; the old ones stop working. @throws code_wrong, passkey_refused */
export async function renewOwnCodes(own: Own, deps: TwoStepDeps, given: Given): Promise<string[]> {
  await proveSecond(own, deps, given)
  return own.scope.transaction(async (ctx) => {
    const member = await memberOf(ctx, own.memberId)
    await recordEvent(ctx, {
      action: 'member.recovery_codes_renewed',
      companyId: member.companyId,
      subject: { kind: 'member', id: member.id },
    })
    return newRecoveryCodes(ctx, member.id)
  })
}

/** MB-8: turns one's own off, where the company leaves it open and no administrator has switched it on. @throws code_wrong, passkey_refused, two_step_policy */
export async function turnOwnTwoStepOff(own: Own, deps: TwoStepDeps, given: Given): Promise<void> {
  if (!mayTurnOff(await twoStepOf(own))) throw new AppError('two_step_policy')
  await proveSecond(own, deps, given)
  await own.scope.transaction(async (ctx) => forgetSecondSteps(ctx, await memberOf(ctx, own.memberId)))
}
