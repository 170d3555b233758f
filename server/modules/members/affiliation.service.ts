import { maxAffiliations, type AffiliationInput } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { requireMayActOn } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { findSearch, lockKnown, replacePlaces, selectPlaces, selectTeamsWithin, updateSearch } from './affiliation.queries.ts'
import {
  onePrimary,
  outsideUnchanged,
  sameAffiliations,
  withOutside,
  withoutTeam,
  withTeam,
  type Affiliation,
} from './affiliation.rules.ts'
import type { Member } from './members.queries.ts'
import { requireNames } from './organization.service.ts'
import { lockReachable } from './reach.service.ts'
import { getReachableTeam, limitOf } from './team.service.ts'

/** Locks a member whose teams the actor may change: their own too, but not those of someone above them (P-3). */
async function lockForTeams(ctx: Ctx, companyId: string, memberId: string): Promise<Member> {
  await requireNames(ctx, companyId)
  const member = await lockReachable(ctx, companyId, memberId)
  const isSelf = ctx.actor.kind === 'member' && ctx.actor.memberId === memberId
  if (!isSelf) await requireMayActOn(ctx, companyId, memberId)
  if (member.deletedAt) throw new AppError('member_state', { memberId })
  return member
}

/**
 * MB-3, MB-7: makes a member's teams these, the whole list: at most 30, exactly one primary. P-2: of a role limited to a team it is the
 * list of those within; what is outside stays as it is. `revision` is that of the member as it was read.
 * @returns the new revision
 * @throws changed_meanwhile, not_found for a team or position that is not there, forbidden where a team outside would become or cease to
 * be primary, input_invalid
 */
export async function setAffiliations(
  ctx: Ctx,
  input: { companyId: string; memberId: string; revision: number; affiliations: readonly AffiliationInput[] },
): Promise<number> {
  const { companyId, memberId, affiliations } = input
  const member = await lockForTeams(ctx, companyId, memberId)
  if (member.revision !== input.revision) throw new AppError('changed_meanwhile', { revision: member.revision })
  const before = await selectPlaces(ctx, companyId, memberId)
  const within = await teamsWithin(ctx, companyId, [...before, ...affiliations])
  if (within && affiliations.some((a) => !within.has(a.teamId))) throw new AppError('not_found')
  const after = within ? withOutside(before, affiliations, within) : [...affiliations]
  if (!onePrimary(after) && after.length > affiliations.length) throw new AppError('forbidden')
  if (!onePrimary(after)) throw invalid('exactly one is primary')
  if (after.length > maxAffiliations) throw invalid(`at most ${maxAffiliations}`)
  await requireKnown(ctx, companyId, affiliations)
  if (sameAffiliations(before, after)) return member.revision
  return change(ctx, member, before, after)
}

/** MB-3: adds members to a team, all or none. The first team of a member becomes the primary one; who is in it already stays as they are. */
export async function addTeamMembers(ctx: Ctx, companyId: string, teamId: string, memberIds: readonly string[]): Promise<number> {
  await getReachableTeam(ctx, companyId, teamId)
  let added = 0
  // In one order, so that two who add the same members at once do not wait for each other.
  for (const memberId of [...new Set(memberIds)].toSorted()) {
    const member = await lockForTeams(ctx, companyId, memberId)
    const before = await selectPlaces(ctx, companyId, memberId)
    if (before.some((a) => a.teamId === teamId)) continue
    if (before.length >= maxAffiliations) throw new AppError('limit_reached', { limit: maxAffiliations, memberId })
    const after = withTeam(before, teamId)
    await requireKnown(ctx, companyId, after)
    await change(ctx, member, before, after)
    added += 1
  }
  return added
}

/**
 * MB-3: takes a member out of a team; where it was the primary one, another becomes it. Idempotent.
 * @throws forbidden where that would be one outside the actor's reach (P-2)
 */
export async function removeTeamMember(ctx: Ctx, companyId: string, teamId: string, memberId: string): Promise<void> {
  await getReachableTeam(ctx, companyId, teamId)
  const member = await lockForTeams(ctx, companyId, memberId)
  const before = await selectPlaces(ctx, companyId, memberId)
  if (!before.some((a) => a.teamId === teamId)) return
  const within = await teamsWithin(ctx, companyId, before)
  // Where the role is limited, one of its own teams becomes primary before any other.
  const after = withoutTeam(before, teamId, within ?? undefined)
  if (within && !outsideUnchanged(before, after, within)) throw new AppError('forbidden')
  await change(ctx, member, before, after)
}

/** MB-6: whether other members find this one by search, through the primary and through the concurrent affiliations. */
export async function setSearch(
  ctx: Ctx,
  companyId: string,
  memberId: string,
  search: { primary: boolean; concurrent: boolean },
): Promise<void> {
  await lockForTeams(ctx, companyId, memberId)
  const before = await findSearch(ctx, memberId)
  if (!before || (before.primary === search.primary && before.concurrent === search.concurrent)) return
  await updateSearch(ctx, memberId, search)
  await recordEvent(ctx, { action: 'member.search_changed', companyId, subject: { kind: 'member', id: memberId }, before, after: search })
}

async function change(ctx: Ctx, member: Member, before: readonly Affiliation[], after: readonly Affiliation[]): Promise<number> {
  const revision = await replacePlaces(ctx, member.companyId, member.id, after)
  await recordEvent(ctx, {
    action: 'member.affiliations_changed',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
    before: { affiliations: before.map((a) => ({ ...a })) },
    after: { affiliations: after.map((a) => ({ ...a })) },
  })
  return revision
}

/** Teams and positions are the company's. @throws not_found */
async function requireKnown(ctx: Ctx, companyId: string, affiliations: readonly Affiliation[]): Promise<void> {
  const positions = affiliations.flatMap((a) => a.positionId ?? [])
  const teams = affiliations.map((a) => a.teamId)
  if (!(await lockKnown(ctx, companyId, teams, positions))) throw new AppError('not_found')
}

/** P-2: of some teams, those within the actor's reach; null: it is the whole company. */
async function teamsWithin(ctx: Ctx, companyId: string, of: readonly Pick<Affiliation, 'teamId'>[]): Promise<ReadonlySet<string> | null> {
  const limit = await limitOf(ctx, companyId)
  return limit === null ? null : new Set(await selectTeamsWithin(ctx, limit, [...new Set(of.map((a) => a.teamId))]))
}

const invalid = (message: string) => new AppError('input_invalid', { issues: [{ path: 'affiliations', message }] })
