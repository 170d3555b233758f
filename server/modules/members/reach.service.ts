import { findActorGrant, requireMayActOn } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isMemberWithin, isTeamWithin } from './reach.queries.ts'
import { findMember, lockMember, type Member } from './members.queries.ts'

/**
 * A member whom the actor may reach. P-2: a role limited to a team reaches the members of its subtree; a member outside it, or of a
 * company the actor does not administer, is as unknown as one that is not there. @throws not_found
 */
async function reachable(ctx: Ctx, member: Member | undefined, companyId?: string): Promise<Member> {
  if (!member || (companyId !== undefined && member.companyId !== companyId)) throw new AppError('not_found')
  const grant = await findActorGrant(ctx, member.companyId)
  if (grant?.team && !(await isMemberWithin(ctx, grant.team, member.id))) throw new AppError('not_found')
  return member
}

/** Reads a member of a company whom the actor may reach. @throws not_found, names_hidden for a role that sees totals only (P-2) */
export async function getReachable(ctx: Ctx, companyId: string, memberId: string): Promise<Member> {
  if ((await findActorGrant(ctx, companyId))?.names === false) throw new AppError('names_hidden')
  return reachable(ctx, await findMember(ctx, memberId), companyId)
}

/** P-2: whether a role, limited to a team or not, reaches all of some members of its company; those who were purged, only one that is not. */
export async function isReachedBy(ctx: Ctx, { team }: { team: string | null }, members: readonly string[]): Promise<boolean> {
  for (const id of team === null ? [] : members) if (!(await isMemberWithin(ctx, team ?? '', id))) return false
  return true
}

/** Locks a member of a company whom the actor may reach. @throws not_found */
export async function lockReachable(ctx: Ctx, companyId: string, memberId: string): Promise<Member> {
  return reachable(ctx, await lockMember(ctx, memberId), companyId)
}

/**
 * Locks the member an account action is about: the actor reaches them (P-2), is not they, and does not stand below them (P-3).
 * Every verb begins with it, so that it holds on every path. @throws not_found, own_account, not_allowed_on_superior
 */
export async function lockTarget(ctx: Ctx, memberId: string): Promise<Member> {
  const member = await reachable(ctx, await lockMember(ctx, memberId))
  await requireMayActOn(ctx, member.companyId, memberId)
  return member
}

/** P-2: refuses a team outside the subtree that the actor's role is limited to. @throws not_found */
export async function requireTeamReach(ctx: Ctx, companyId: string, teamId: string): Promise<void> {
  const grant = await findActorGrant(ctx, companyId)
  if (grant?.team && !(await isTeamWithin(ctx, grant.team, teamId))) throw new AppError('not_found')
}
