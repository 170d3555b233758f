import { findActorGrant } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isMemberWithin, isTeamWithin } from './reach.queries.ts'
import { lockMember, type Member } from './members.queries.ts'

/**
 * Locks a member of a company whom the actor may reach. P-2: a role limited to a team reaches the members of its subtree; a member
 * of another company, or outside the subtree, is as unknown as one that is not there.
 * @throws not_found
 */
export async function lockReachable(ctx: Ctx, companyId: string, memberId: string): Promise<Member> {
  const member = await lockMember(ctx, memberId)
  if (!member || member.companyId !== companyId) throw new AppError('not_found')
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.team && !(await isMemberWithin(ctx, grant.team, memberId))) throw new AppError('not_found')
  return member
}

/** P-2: refuses a team outside the subtree that the actor's role is limited to. @throws not_found */
export async function requireTeamReach(ctx: Ctx, companyId: string, teamId: string): Promise<void> {
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.team && !(await isTeamWithin(ctx, grant.team, teamId))) throw new AppError('not_found')
}
