import type { OwnProfileChange } from '@muster/contract'
import { changeOwnProfile, lockForSignIn, type Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { requireProof } from './proof.service.ts'
import { deleteResetLink } from './reset.queries.ts'

type Change = { memberId: string; revision: number; profile: OwnProfileChange }

/**
 * MB-2: before another personal e-mail is written, whoever writes it: it is a way into the account, so it asks for a proof of who they are
 * (MB-8), links that were mailed to the one before die (pitfall 25), and each one before is told.
 * @throws reauth_required, for a member
 */
export async function leaveAddress(ctx: Ctx, deps: CredentialDeps, member: Member): Promise<void> {
  if (ctx.actor.kind === 'member') await requireProof(ctx, ctx.actor.sessionId)
  await deleteResetLink(ctx, member.id)
  const told = { kind: 'personalEmailChanged', link: `${deps.url}/account`, besideOthers: true } as const
  if (member.personalEmail) await queueAccountMail(ctx, deps, member, told)
}

/**
 * MB-2: the acting member changes their own profile; another personal e-mail as {@link leaveAddress} says.
 * @returns the new revision @throws reauth_required, changed_meanwhile, not_own_field, not_signed_in
 */
export async function updateOwnProfile(ctx: Ctx, deps: CredentialDeps, { memberId, ...change }: Change): Promise<number> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  const { personalEmail } = change.profile
  if (personalEmail !== undefined && personalEmail !== member.personalEmail) await leaveAddress(ctx, deps, member)
  return changeOwnProfile(ctx, { memberId, ...change })
}
