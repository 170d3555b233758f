import type { Plan, TransferLoss } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, getCompany, listAdministrations, mayUse, permissionsOf } from '#modules/company'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { lostOnTransfer } from './account.rules.ts'
import { requireAllowed } from './account.service.ts'
import { moveMember } from './members.queries.ts'
import { placesExist } from './place.queries.ts'
import { findTakenAddresses, lockAddresses } from './profile.queries.ts'
import { lockTarget } from './reach.service.ts'
import { affiliate, orIdTaken } from './registration.service.ts'

/** Where a member is transferred to, and what they are given there (MB-16). */
export type Transfer = {
  companyId: string
  login: string
  teamId?: string | null
  levelId?: string | null
  userTypeId?: string | null
  permissionId?: string | null
}

/** MB-16: what a higher module knows: whether a device operation is open that is about a member. Every path to a transfer has to ask. */
export type HasOpenOperation = (ctx: Ctx, memberId: string) => Promise<boolean>

/** MB-16: a company of the group where the actor manages members, wholly; the system may everywhere. @throws not_found */
async function requireDestination(ctx: Ctx, companyId: string): Promise<void> {
  const grant = await findActorGrant(ctx, companyId)
  if (grant && (grant.team || !mayUse(permissionsOf(grant), 'members', 'manage'))) throw new AppError('not_found')
}

/**
 * MB-16: moves a member to another company of the corporate group: identity, credentials and devices stay; past activity, audit and
 * sends stay with the former company (AU-6); every session ends. Not for administrators or deleted members, nor with an open operation.
 * @throws member_state, is_administrator, operation_open; not_found for a company, team, level … that is not there; id_taken when the ID is in use
 * there, also as an alias address, or reserved until purge
 */
export async function transferMember(ctx: Ctx, memberId: string, to: Transfer, hasOpenOperation: HasOpenOperation): Promise<void> {
  const member = await lockTarget(ctx, memberId)
  if (member.companyId === to.companyId) throw new AppError('member_state')
  await requireAllowed(ctx, 'transfer', member)
  if (await hasOpenOperation(ctx, memberId)) throw new AppError('operation_open')
  const [own, other] = [await getCompany(ctx, member.companyId), await getCompany(ctx, to.companyId)]
  await requireDestination(ctx, to.companyId)
  const { teamId = null, levelId = null, userTypeId = null, permissionId = null } = to
  if (!(await placesExist(ctx, to.companyId, { teamId, levelId, userTypeId, permissionId }))) throw new AppError('not_found')
  await lockAddresses(ctx, to.companyId)
  if ((await findTakenAddresses(ctx, to.companyId, [to.login], memberId)).length > 0) throw new AppError('id_taken')
  await endSessions(ctx, { memberId }, 'transferred')
  await orIdTaken(moveMember(ctx, memberId, { companyId: to.companyId, login: to.login, levelId, userTypeId, permissionId }))
  if (teamId) await affiliate(ctx, [{ memberId, teamId, companyId: to.companyId, isPrimary: true, isLeader: false }])
  // RE-3: as the plans are now; other services delete what they keep of it.
  const losses = lostOnTransfer(own.plan, other.plan)
  for (const companyId of [member.companyId, to.companyId])
    await recordEvent(ctx, {
      action: 'member.transferred',
      companyId,
      subject: { kind: 'member', id: memberId },
      before: { companyId: member.companyId, login: member.login },
      after: { companyId: to.companyId, login: to.login, losses },
    })
}

export type Destination = { id: string; name: string; domain: string; plan: Plan; losses: TransferLoss[] }

/** MB-16: the companies of the group where the actor may transfer a member of `from` to, with what is lost on the way. */
export async function listDestinations(ctx: Ctx, from: string): Promise<Destination[]> {
  if (ctx.actor.kind !== 'member') return []
  const [own, held] = [await getCompany(ctx, from), await listAdministrations(ctx, ctx.actor.memberId)]
  return held
    .filter(({ company, grant, permissions }) => company.id !== from && !grant.team && mayUse(permissions, 'members', 'manage'))
    .map(({ company: c }) => ({ id: c.id, name: c.name, domain: c.domain, plan: c.plan, losses: lostOnTransfer(own.plan, c.plan) }))
}
