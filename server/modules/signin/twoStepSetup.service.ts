import { recordEvent } from '#modules/audit'
import { getCompany } from '#modules/company'
import { findMember, lockForSignIn } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { newTotpSecret, totpOffer, totpStepOf } from '../../platform/totp.ts'
import { actingAs } from './acting.service.ts'
import { tellOfAdded, type CredentialDeps } from './credential.service.ts'
import { confirmFactor, deleteUnconfirmed, insertFactor, selectFactors, takeStep } from './twoStep.queries.ts'
import { foldCode } from './twoStep.rules.ts'
import { newRecoveryCodes, requireStanding, type TwoStepDeps } from './twoStep.service.ts'

export type Setup = { factorId: string; secret: string; address: string; picture: string }

/** MB-8: begins setting an authenticator app up; the one begun before is forgotten. Good for nothing until a code of it is given. */
export async function beginSetup(ctx: Ctx, { seal }: Pick<TwoStepDeps, 'seal'>, memberId: string): Promise<Setup> {
  await deleteUnconfirmed(ctx, memberId)
  const [factorId, secret] = [newId(ctx.now), newTotpSecret()]
  await insertFactor(ctx, { id: factorId, memberId, sealed: seal.close(secret) })
  return present(ctx, memberId, factorId, secret)
}

/** The setup that was begun; undefined when it is over. */
export async function findSetup(
  ctx: Ctx,
  { seal }: Pick<TwoStepDeps, 'seal'>,
  memberId: string,
  factorId: string,
): Promise<Setup | undefined> {
  const factor = (await selectFactors(ctx, memberId)).find((f) => f.id === factorId && f.confirmedAt === null)
  const secret = factor && seal.open(factor.sealed)
  return secret === undefined ? undefined : present(ctx, memberId, factorId, secret)
}

async function present(ctx: Ctx, memberId: string, factorId: string, secret: string): Promise<Setup> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_found')
  const company = await getCompany(ctx, member.companyId)
  return { factorId, secret, ...totpOffer(secret, `${member.login}@${company.domain}`, company.name) }
}

/**
 * MB-8: the app is set up with the first code that it shows. `asFirst`: at the door, only as the member's first second step; who has one
 * proves that instead. @returns recovery codes, to be shown this once; undefined for a wrong code
 */
export async function confirmSetup(
  ctx: Ctx,
  deps: CredentialDeps & Pick<TwoStepDeps, 'seal'>,
  input: { memberId: string; factorId: string; code: string; asFirst?: true },
): Promise<string[] | undefined> {
  const { memberId, factorId } = input
  const member = await lockForSignIn(ctx, memberId)
  if (member && input.asFirst && (await requireStanding(ctx, memberId)).enrolled) return undefined
  const setup = await findSetup(ctx, deps, memberId, factorId)
  const step = setup && totpStepOf(setup.secret, foldCode(input.code), ctx.now)
  if (!member || step === undefined || !(await takeStep(ctx, factorId, step)) || !(await confirmFactor(ctx, memberId, factorId)))
    return undefined
  await recordEvent(actingAs(ctx, member, ''), {
    action: 'member.two_step_set_up',
    companyId: member.companyId,
    subject: { kind: 'member', id: memberId },
  })
  await tellOfAdded(ctx, deps, member, 'app')
  return newRecoveryCodes(ctx, memberId)
}
