import type { AdministratorRole, ErrorCode, MemberAction } from '@muster/contract'
import { listGrants, mayActOn, type Grant } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { offeredActions } from './account.rules.ts'
import type { Member } from './members.queries.ts'
import { listDestinations, type HasOpenOperation } from './transfer.service.ts'

/** MB-2, P-3: what can be done to a member by the actor, whose grant it is, and why not; of pairs, only what applies. */
export async function findOffered(
  ctx: Ctx,
  member: Member & { role: AdministratorRole | null },
  grant: Grant | null,
  hasOpenOperation: HasOpenOperation,
): Promise<{ action: MemberAction; reason: ErrorCode | null }[]> {
  const actor = {
    isSelf: ctx.actor.kind === 'member' && ctx.actor.memberId === member.id,
    mayAct: grant === null || mayActOn(grant, await listGrants(ctx, member.id)),
    otherCompany: (await listDestinations(ctx, member.companyId)).length > 0,
    operationOpen: await hasOpenOperation(ctx, member.id),
  }
  return offeredActions(member, actor, ctx.now)
}
