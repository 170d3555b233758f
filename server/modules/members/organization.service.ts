import type { TeamMember } from '@muster/contract'
import { findActorGrant, getCompany } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { onLeave } from './account.rules.ts'
import {
  countShownToOutsiders,
  findTeamCount,
  selectLeaders,
  selectTeamCounts,
  selectTeamMembers,
  type ChartKeys,
  type Of,
  type TeamMemberRow,
} from './organization.queries.ts'
import { stateOf } from './state.rules.ts'
import { getReachableTeam, limitOf } from './team.service.ts'

/** P-2: how many members the teams have that the actor's role reaches. */
export async function listTeamCounts(ctx: Ctx, companyId: string): Promise<{ teamId: string; direct: number; total: number }[]> {
  return selectTeamCounts(ctx, companyId, await limitOf(ctx, companyId))
}

/** P-2: refuses a role that sees totals, not names. @throws names_hidden */
export async function requireNames(ctx: Ctx, companyId: string): Promise<void> {
  if ((await findActorGrant(ctx, companyId))?.names === false) throw new AppError('names_hidden')
}

type Leader = { teamId: string; memberId: string; name: string; position: string | null; onLeave: boolean; visible: boolean }

/** P-2, MB-7: the leaders of the teams that the actor's role reaches, or of these what members see. @throws names_hidden */
export async function listTeamLeaders(ctx: Ctx, companyId: string, as: 'administrator' | 'member'): Promise<Leader[]> {
  await requireNames(ctx, companyId)
  const rows = await selectLeaders(ctx, companyId, await limitOf(ctx, companyId), as === 'member')
  return rows.map(({ leaveFrom, leaveUntil, ...leader }) => ({ ...leader, onLeave: onLeave({ leaveFrom, leaveUntil }, ctx.now) }))
}

type Page = { teamId: string; as: 'administrator' | 'member'; cursor?: string | undefined; limit: number }

/** MB-7: a page of a team's members in the order of the chart. @throws not_found, names_hidden, input_invalid for a made-up cursor */
export async function listTeamMembers(
  ctx: Ctx,
  companyId: string,
  page: Page,
): Promise<{ items: TeamMember[]; next: string | null; total: number }> {
  await getReachableTeam(ctx, companyId, page.teamId)
  await requireNames(ctx, companyId)
  const of = page.as === 'member' ? 'outsiders' : 'all'
  const { rows, next } = await pageOfTeam(ctx, { ...page, of })
  const total = of === 'outsiders' ? await countShownToOutsiders(ctx, page.teamId) : (await findTeamCount(ctx, page.teamId)).direct
  const { domain } = await getCompany(ctx, companyId)
  return { items: rows.map((row) => toTeamMember(row, domain, ctx.now)), next, total }
}

/** A page of those of a team's members who are asked for. @throws input_invalid for a made-up cursor */
export async function pageOfTeam(
  ctx: Ctx,
  page: { teamId: string; of: Of; cursor?: string | undefined; limit: number },
): Promise<{ rows: TeamMemberRow[]; next: string | null }> {
  const after = page.cursor === undefined ? null : keysOf(page.cursor)
  const rows = await selectTeamMembers(ctx, { teamId: page.teamId, of: page.of, after, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const last = rows.length > page.limit ? shown.at(-1) : undefined
  return { rows: shown, next: last ? cursorOf(last) : null }
}

function toTeamMember(row: TeamMemberRow, domain: string, now: Date): TeamMember {
  const { id, name, position, level, executive, isPrimary, isLeader, visible } = row
  const facts = { state: stateOf(row, now), onLeave: onLeave(row, now) }
  return { id, name, login: `${row.login}@${domain}`, ...facts, position, level, executive, isPrimary, isLeader, visible }
}

const none = 2_147_483_647

/** A cursor is the keys of the page's last row: whoever comes or goes meanwhile, no row is told twice. */
function cursorOf(row: TeamMemberRow): string {
  const keys: ChartKeys = [!row.executive, !row.isLeader, row.positionRank ?? none, row.levelRank ?? none, row.nameKey, row.id]
  return Buffer.from(JSON.stringify(keys)).toString('base64url')
}

const kinds = ['boolean', 'boolean', 'number', 'number', 'string', 'string']
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function keysOf(cursor: string): ChartKeys {
  const refused = new AppError('input_invalid', { issues: [{ path: 'cursor', message: 'not one of ours' }] })
  let keys: unknown
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    throw refused
  }
  if (!Array.isArray(keys) || keys.length !== kinds.length || keys.some((key, i) => typeof key !== kinds[i])) throw refused
  const [executive, leader, position, level, name, id] = keys as ChartKeys
  const whole = (rank: number) => Number.isInteger(rank) && Math.abs(rank) <= none
  if (!whole(position) || !whole(level) || name.includes('\0') || !uuid.test(id)) throw refused
  return [executive, leader, position, level, name, id]
}
