import { maxTeams, type Team, type TeamDetail } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findActorGrant, isLimitOfRole } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { findTeamCount } from './organization.queries.ts'
import { selectTeamsByName, selectTeamsUnder } from './place.queries.ts'
import { requireTeamReach } from './reach.service.ts'
import { depthOk, moveBlockedBy, placedBefore } from './team.rules.ts'
import {
  countTeams,
  deleteTeamRow,
  findTeam,
  findTeamContents,
  insertTeam,
  lockTeamToDelete,
  lockTree,
  placeTeam,
  selectChildren,
  selectSubtree,
  selectTeams,
  selectTeamsAbove,
  updateTeam,
  type TeamRow,
} from './team.queries.ts'

/** P-2: the team whose subtree the actor's role is limited to; null: the whole company. */
export async function limitOf(ctx: Ctx, companyId: string): Promise<string | null> {
  return (await findActorGrant(ctx, companyId))?.team ?? null
}

/** A team of the company within the actor's reach (P-2). @throws not_found */
export async function getReachableTeam(ctx: Ctx, companyId: string, teamId: string): Promise<TeamRow> {
  const team = await findTeam(ctx, companyId, teamId)
  if (!team) throw new AppError('not_found')
  await requireTeamReach(ctx, companyId, teamId)
  return team
}

/** P-2, MB-7: the tree of a company as far as the actor's role reaches, or of that what members see, as a flat list, siblings in order. */
export async function listTeams(ctx: Ctx, companyId: string, as: 'administrator' | 'member' = 'administrator'): Promise<Team[]> {
  return selectTeams(ctx, companyId, await limitOf(ctx, companyId), as === 'member')
}

/** P-2: one team with its counts and, as far as the actor's role reaches, the teams above. @throws not_found */
export async function getTeam(ctx: Ctx, companyId: string, teamId: string): Promise<TeamDetail> {
  const team = await getReachableTeam(ctx, companyId, teamId)
  const limit = await limitOf(ctx, companyId)
  const above = await selectTeamsAbove(ctx, teamId)
  const path = limit === null ? above : limit === teamId ? [] : above.slice(above.findIndex((t) => t.id === limit))
  const { id, name, description, revision } = team
  const parentId = limit === teamId ? null : team.parentId
  return { id, parentId, name, private: team.private, description, revision, path, ...(await findTeamCount(ctx, teamId)) }
}

/** The topmost teams of a company, and those right beneath some of its teams: what a tree shows in which these stand open. */
export async function findTeamsUnder(ctx: Ctx, companyId: string, open: readonly string[]): Promise<string[]> {
  return selectTeamsUnder(ctx, companyId, open)
}

/** P-2: the company's teams that bear one of the names, as far as the actor's role reaches, by name. */
export async function findTeamsByName(ctx: Ctx, companyId: string, names: readonly string[]): Promise<Map<string, string[]>> {
  const found = await selectTeamsByName(ctx, companyId, names, await limitOf(ctx, companyId))
  return new Map([...Map.groupBy(found, (team) => team.name)].map(([name, teams]) => [name, teams.map((team) => team.id)]))
}

type NewTeam = { companyId: string; parentId: string | null; name: string; description?: string | null | undefined; private?: boolean }

/**
 * Creates a team as the last of its siblings. At most 10,000 a company, 20 deep, no name twice beneath one node; a role limited to a
 * team creates beneath it (P-2). @returns its id @throws limit_reached, too_deep, name_taken, forbidden, not_found
 */
export async function createTeam(ctx: Ctx, team: NewTeam): Promise<string> {
  const { companyId, parentId, name, description = null } = team
  await lockTree(ctx)
  if (parentId !== null) await getReachableTeam(ctx, companyId, parentId)
  else if ((await limitOf(ctx, companyId)) !== null) throw new AppError('forbidden')
  if ((await countTeams(ctx, companyId)) >= maxTeams) throw new AppError('limit_reached', { limit: maxTeams })
  if (!depthOk(await depthOf(ctx, parentId), 1)) throw new AppError('too_deep')
  await requireFreeName(ctx, companyId, parentId, name, null)
  const id = newId(ctx.now)
  await insertTeam(ctx, { id, companyId, parentId, name, description, private: team.private ?? false })
  await recordEvent(ctx, {
    action: 'team.created',
    companyId,
    subject: { kind: 'team', id },
    after: { name, parentId, description, private: team.private ?? false },
  })
  return id
}

type TeamEdit = { revision: number; name?: string | undefined; description?: string | null | undefined; private?: boolean | undefined }

/** P-2, P-4: renames or describes a team, or makes it private. @returns the new revision @throws not_found, changed_meanwhile, name_taken */
export async function changeTeam(ctx: Ctx, companyId: string, teamId: string, edit: TeamEdit): Promise<number> {
  await lockTree(ctx)
  const team = await getReachableTeam(ctx, companyId, teamId)
  if (team.revision !== edit.revision) throw new AppError('changed_meanwhile', { revision: team.revision })
  const after = {
    name: edit.name ?? team.name,
    description: edit.description === undefined ? team.description : edit.description,
    private: edit.private ?? team.private,
  }
  const before = { name: team.name, description: team.description, private: team.private }
  if (after.name === before.name && after.description === before.description && after.private === before.private) return team.revision
  if (after.name !== team.name) await requireFreeName(ctx, companyId, team.parentId, after.name, teamId)
  const revision = await updateTeam(ctx, teamId, after)
  await recordEvent(ctx, { action: 'team.changed', companyId, subject: { kind: 'team', id: teamId }, before, after })
  return revision
}

/**
 * Moves a team, with everything beneath it, to another parent or another place among its siblings. One at a time (the tree is locked),
 * so two moves at once make no cycle. P-2, pitfall 28: see {@link moveBlockedBy}.
 * @throws not_found, forbidden, team_beneath_itself, too_deep, name_taken
 */
export async function moveTeam(
  ctx: Ctx,
  companyId: string,
  teamId: string,
  to: { parentId: string | null; beforeId: string | null },
): Promise<void> {
  await lockTree(ctx)
  const team = await getReachableTeam(ctx, companyId, teamId)
  if (to.parentId !== null) await getReachableTeam(ctx, companyId, to.parentId)
  const { ids: beneath, height } = await selectSubtree(ctx, teamId)
  const parentDepth = await depthOf(ctx, to.parentId)
  const limit = await limitOf(ctx, companyId)
  const blocked = moveBlockedBy({ teamId, parentId: to.parentId, beneath, height, parentDepth, limit })
  if (blocked) throw new AppError(blocked)
  const siblings = (await selectChildren(ctx, companyId, to.parentId)).map((t) => t.id)
  if (to.beforeId === teamId || (to.beforeId !== null && !siblings.includes(to.beforeId))) throw new AppError('not_found')
  const order = placedBefore(siblings, teamId, to.beforeId)
  if (to.parentId === team.parentId && order.join() === siblings.join()) return
  if (to.parentId !== team.parentId) await requireFreeName(ctx, companyId, to.parentId, team.name, teamId)
  const from = to.parentId === team.parentId ? siblings : (await selectChildren(ctx, companyId, team.parentId)).map((t) => t.id)
  await placeTeam(ctx, teamId, to.parentId, order)
  await recordEvent(ctx, {
    action: 'team.moved',
    companyId,
    subject: { kind: 'team', id: teamId },
    before: { parentId: team.parentId, beforeId: from[from.indexOf(teamId) + 1] ?? null },
    after: { ...to },
  })
}

/**
 * Deletes an empty team. P-2: not the one that limits an administrator's role, nor anything outside the actor's reach.
 * @throws still_in_use, with what is in the way; not_found
 */
export async function deleteTeam(ctx: Ctx, companyId: string, teamId: string): Promise<void> {
  await lockTree(ctx)
  const team = await getReachableTeam(ctx, companyId, teamId)
  const contents = (await lockTeamToDelete(ctx, teamId)) ? await findTeamContents(ctx, teamId) : { members: true }
  const limitsRole = await isLimitOfRole(ctx, companyId, teamId)
  if (limitsRole || Object.values(contents).some(Boolean)) throw new AppError('still_in_use', { ...contents, limitsRole })
  await deleteTeamRow(ctx, teamId)
  await recordEvent(ctx, {
    action: 'team.deleted',
    companyId,
    subject: { kind: 'team', id: teamId },
    before: { name: team.name, parentId: team.parentId, description: team.description, private: team.private },
  })
}

async function depthOf(ctx: Ctx, teamId: string | null): Promise<number> {
  return teamId === null ? 0 : (await selectTeamsAbove(ctx, teamId)).length + 1
}

async function requireFreeName(ctx: Ctx, companyId: string, parentId: string | null, name: string, own: string | null): Promise<void> {
  const siblings = await selectChildren(ctx, companyId, parentId)
  if (siblings.some((t) => t.name === name && t.id !== own)) throw new AppError('name_taken')
}
