import { listTeams } from '#modules/members'
import { api, reachOf } from '../../platform/api.ts'
import { countInstallation, listInstallation } from './list.service.ts'
import { listInstallationTeamCounts, summarizeInstallation } from './team.service.ts'

const i = api.installation

/** Statistics › Installation status. */
export const installationRoutes = {
  members: i.members.handler(({ context, input }) => {
    const { company: companyId, sort, direction, cursor, limit, ...filter } = input
    return context.scope.transaction((ctx) =>
      listInstallation(ctx, { companyId, filter, reach: reachOf(context), sort, direction, cursor, limit }),
    )
  }),
  count: i.count.handler(async ({ context, input }) => {
    const { company: companyId, ...filter } = input
    return { total: await context.scope.transaction((ctx) => countInstallation(ctx, { companyId, filter, reach: reachOf(context) })) }
  }),
  summary: i.summary.handler(({ context, input }) =>
    context.scope.transaction((ctx) =>
      summarizeInstallation(ctx, {
        companyId: input.company,
        team: input.team,
        beneath: input.subteams !== 'false',
        reach: reachOf(context),
      }),
    ),
  ),
  teams: i.teams.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) => listTeams(ctx, input.company)),
  })),
  teamCounts: i.teamCounts.handler(async ({ context, input }) => ({
    items: await context.scope.transaction((ctx) =>
      listInstallationTeamCounts(ctx, {
        companyId: input.company,
        beneath: input.subteams !== 'false',
        open: input.open === undefined ? null : input.open.split(',').filter((id) => id !== ''),
        reach: reachOf(context),
      }),
    ),
  })),
}
