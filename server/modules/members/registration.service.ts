import type { ProfileChange } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, findRegistrationPolicy } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { findMissingPlace } from './place.queries.ts'
import { findTakenAddresses, findUnknownField, lockAddresses, updateProfile } from './profile.queries.ts'
import { isTeamWithin } from './reach.queries.ts'
import { insertAffiliations, insertMembers, type NewAffiliation, type NewMember } from './members.queries.ts'

export type Registration = Omit<NewMember, 'id' | 'activatesAt' | 'personalEmail' | 'searchable'> & {
  personalEmail?: string | null
  activatesAt?: Date | null
  /** The rest of the profile, where it is known. */
  profile?: ProfileChange
  /** The primary team (MB-3). */
  team?: { teamId: string; positionId: string | null; isLeader: boolean }
}

/**
 * Registers members of one company; one that cannot be registered leaves none registered (MB-19). P-2: a role limited to a team
 * registers into its subtree.
 * @returns their IDs, in order
 * @throws id_taken when an ID of the company is in use, or reserved until purge (MB-15); input_invalid for a team, level … not there
 */
export async function registerMembers(ctx: Ctx, registrations: Registration[]): Promise<string[]> {
  const companyId = registrations[0]?.companyId
  if (companyId === undefined) return []
  const policy = await findRegistrationPolicy(ctx, companyId)
  if (!policy) throw new AppError('not_found')
  for (const [index, r] of registrations.entries()) await requirePlaces(ctx, r, index)
  await lockAddresses(ctx, companyId)
  const logins = registrations.map((r) => r.login)
  const taken = await findTakenAddresses(ctx, companyId, logins, null)
  if (taken.length > 0)
    throw new AppError('id_taken', {
      issues: taken.map((id) => ({ path: `members.${logins.indexOf(id)}.login`, message: `${id} is in use` })),
    })
  const members = registrations.map((r) => ({
    ...r,
    id: newId(ctx.now),
    personalEmail: r.personalEmail ?? null,
    activatesAt: r.activatesAt ?? null,
    searchable: policy.newMembersSearchable,
  }))
  await orIdTaken(insertMembers(ctx, members))
  for (const m of members) {
    if (m.profile) await updateProfile(ctx, m.id, m.profile)
    if (m.team) await affiliate(ctx, [{ ...m.team, memberId: m.id, companyId, isPrimary: true }])
    await recordEvent(ctx, {
      action: 'member.registered',
      companyId: m.companyId,
      subject: { kind: 'member', id: m.id },
      after: { login: m.login, name: m.name, registeredBy: m.registeredBy },
    })
  }
  return members.map((m) => m.id)
}

/** What a registration names is the company's, and within the actor's reach (P-2). @throws input_invalid */
async function requirePlaces(ctx: Ctx, r: Registration, index: number): Promise<void> {
  const invalid = (path: string, message: string) =>
    new AppError('input_invalid', { issues: [{ path: `members.${index}.${path}`, message }] })
  const { levelId = null, userTypeId = null } = r.profile ?? {}
  const { teamId = null, positionId = null } = r.team ?? {}
  const missing = await findMissingPlace(ctx, r.companyId, { teamId, positionId, levelId, userTypeId })
  if (missing) throw invalid(missing, 'not one of this company')
  const grant = await findActorGrant(ctx, r.companyId)
  if (grant?.team && !teamId) throw invalid('teamId', 'a team that your role is limited to')
  // A team outside is as unknown as one that is not there.
  if (grant?.team && teamId && !(await isTeamWithin(ctx, grant.team, teamId))) throw invalid('teamId', 'not one of this company')
  const unknown = await findUnknownField(ctx, r.companyId, r.profile?.custom)
  if (unknown) throw invalid(`profile.custom.${unknown}`, 'not a field of this company')
}

/** A write of members whose unique key is their ID. @throws id_taken where the database refuses a second of the same */
export async function orIdTaken(write: Promise<void>): Promise<void> {
  const uniqueViolation = '23505'
  await write.catch((err: unknown) => {
    throw (err as { code?: string }).code === uniqueViolation ? new AppError('id_taken') : err
  })
}

/** Puts members into teams (MB-3). The database holds that exactly one affiliation in a company is primary. */
export async function affiliate(ctx: Ctx, affiliations: NewAffiliation[]): Promise<void> {
  await insertAffiliations(ctx, affiliations)
  for (const a of affiliations) {
    await recordEvent(ctx, {
      action: 'member.affiliated',
      companyId: a.companyId,
      subject: { kind: 'member', id: a.memberId },
      after: { teamId: a.teamId, isPrimary: a.isPrimary, isLeader: a.isLeader },
    })
  }
}
