import type { FoundMembers, ShownTeamMembers } from '@muster/contract'
import { getCompany, listDomains } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isTeamShown, selectFoundMembers, selectShownTeams, type TeamShown } from './directory.queries.ts'
import { searchWords } from './list.rules.ts'
import { pageOfTeam } from './organization.service.ts'

/** Who looks into their company's directory. */
export type Viewer = { memberId: string; companyId: string }

/** MB-6: the members whom the viewer finds by a literal part of name, nickname, ID, number or alias address. */
export async function searchMembers(ctx: Ctx, viewer: Viewer, asked: { q: string; limit: number }): Promise<FoundMembers> {
  const { domain } = await getCompany(ctx, viewer.companyId)
  const rows = await selectFoundMembers(ctx, {
    companyId: viewer.companyId,
    viewerId: viewer.memberId,
    words: searchWords(asked.q, asked.q.includes('@') ? await listDomains(ctx, viewer.companyId) : []),
    limit: asked.limit + 1,
  })
  const items = rows.slice(0, asked.limit).map((row) => ({ ...row, login: `${row.login}@${domain}` }))
  return { items, more: rows.length > asked.limit }
}

/** MB-7: the team tree as the viewer sees it. */
export async function listShownTeams(ctx: Ctx, viewer: Viewer): Promise<TeamShown[]> {
  return selectShownTeams(ctx, viewer.companyId, viewer.memberId)
}

/** MB-7: the members of a team in the chart, or those with whom something shared with the team is shared. @throws not_found, input_invalid */
export async function listShownMembers(
  ctx: Ctx,
  viewer: Viewer,
  asked: { team: string; of: 'chart' | 'sharing'; cursor?: string | undefined; limit: number },
): Promise<ShownTeamMembers> {
  const { team: teamId, of, cursor, limit } = asked
  if (!(await isTeamShown(ctx, viewer.companyId, viewer.memberId, teamId))) throw new AppError('not_found')
  const { domain } = await getCompany(ctx, viewer.companyId)
  const { rows, next } = await pageOfTeam(ctx, { teamId, of, cursor, limit })
  const items = rows.map(({ id, name, login, position, level, isPrimary, isLeader }) => ({
    id,
    name,
    login: `${login}@${domain}`,
    position,
    level,
    isPrimary,
    isLeader,
  }))
  return { items, next }
}
