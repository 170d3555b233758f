import type { MemberDetail } from '@muster/contract'
import { findActorGrant, findRole, getCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hasLeave, onLeave, undeleteBefore } from './account.rules.ts'
import { findOffered } from './offered.service.ts'
import { selectAffiliations, selectSurroundings } from './detail.queries.ts'
import { findProfile, selectCustomFields } from './profile.queries.ts'
import { getReachable } from './reach.service.ts'
import { stateOf } from './state.rules.ts'
import type { HasOpenOperation } from './transfer.service.ts'

/** What a higher module knows of a member's credentials; the composition hands it in. */
export type Credentials = Pick<MemberDetail, 'password' | 'invitation' | 'mail' | 'twoStep' | 'easyLogin'>
export type FindCredentials = (ctx: Ctx, member: { id: string; companyId: string }) => Promise<Credentials>

const iso = (at: Date | null) => at?.toISOString() ?? null

/** MB-2: everything about one member, with the actions that apply now. @throws not_found, names_hidden */
export async function getMemberDetail(
  ctx: Ctx,
  companyId: string,
  memberId: string,
  { findCredentials, hasOpenOperation }: { findCredentials: FindCredentials; hasOpenOperation: HasOpenOperation },
): Promise<MemberDetail> {
  const member = await getReachable(ctx, companyId, memberId)
  const profile = await findProfile(ctx, memberId)
  if (!profile) throw new AppError('not_found')
  const around = await selectSurroundings(ctx, memberId)
  const company = await getCompany(ctx, companyId)
  const role = await findRole(ctx, memberId)
  const grant = await findActorGrant(ctx, companyId)
  const { affiliations, elsewhere } = await selectAffiliations(ctx, memberId, grant?.team ?? null)
  return {
    id: member.id,
    companyId,
    login: `${member.login}@${company.domain}`,
    revision: member.revision,
    state: stateOf(member, ctx.now),
    suspendedReason: member.suspendedReason,
    appBlocked: member.appBlockedAt !== null,
    leave:
      hasLeave(member, ctx.now) && member.leaveFrom
        ? { from: member.leaveFrom.toISOString(), until: iso(member.leaveUntil), now: onLeave(member, ctx.now) }
        : null,
    createdAt: member.createdAt.toISOString(),
    activatesAt: iso(member.activatesAt),
    firstSignedInAt: iso(member.firstSignedInAt),
    undeleteBefore: iso(undeleteBefore(member)),
    registeredBy: member.registeredBy,
    administratorRole: role,
    profile,
    photoChangedAt: iso(around.photoChangedAt),
    level: around.level,
    userType: around.userType,
    affiliations,
    furtherTeams: elsewhere,
    search: around.search,
    servicePermission: { own: around.permission, surfaces: around.surfaces },
    ...(await findCredentials(ctx, member)),
    customFields: await selectCustomFields(ctx, companyId),
    actions: await findOffered(ctx, { ...member, role }, grant, hasOpenOperation),
  }
}
