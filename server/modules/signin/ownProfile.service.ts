import type { OwnProfileChange } from '@muster/contract'
import { changeOwnProfile, lockForSignIn } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { requireProof } from './proof.service.ts'
import { deleteResetLink } from './reset.queries.ts'

type Change = { memberId: string; connectionId: string; revision: number; profile: OwnProfileChange }

/**
 * MB-2: the acting member changes their own profile. Another personal e-mail is a way into the account: it asks for a proof of who they
 * are, links that were mailed to the one before die (pitfall 25), and the one before is told.
 * @returns the new revision @throws reauth_required, changed_meanwhile, not_own_field, not_signed_in
 */
export async function updateOwnProfile(ctx: Ctx, deps: CredentialDeps, { memberId, connectionId, ...change }: Change): Promise<number> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  const { personalEmail } = change.profile
  const moves = personalEmail !== undefined && personalEmail !== member.personalEmail
  if (moves) await requireProof(ctx, connectionId)
  const revision = await changeOwnProfile(ctx, { memberId, ...change })
  if (!moves) return revision
  await deleteResetLink(ctx, memberId)
  if (member.personalEmail) await queueAccountMail(ctx, deps, member, { kind: 'personalEmailChanged', link: `${deps.url}/account` })
  return revision
}
