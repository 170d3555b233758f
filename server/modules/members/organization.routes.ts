import { api } from '../../platform/api.ts'
import { addTeamMembers, removeTeamMember, setAffiliations, setSearch } from './affiliation.service.ts'
import { listTeamCounts, listTeamLeaders, listTeamMembers } from './organization.service.ts'
import { changeTeam, createTeam, deleteTeam, getTeam, listTeams, moveTeam } from './team.service.ts'

const whole = <T>(items: T[]) => ({ items, next: null, total: items.length })
const o = api.organization

/** The tree of teams, who is in them, and how it is changed. */
export const organizationRoutes = {
  teams: o.teams.handler(async ({ context, input }) =>
    whole(await context.scope.transaction((ctx) => listTeams(ctx, input.company, input.as))),
  ),
  teamCounts: o.teamCounts.handler(async ({ context, input }) =>
    whole(await context.scope.transaction((ctx) => listTeamCounts(ctx, input.company))),
  ),
  teamLeaders: o.teamLeaders.handler(async ({ context, input }) =>
    whole(await context.scope.transaction((ctx) => listTeamLeaders(ctx, input.company, input.as))),
  ),
  team: o.team.handler(({ context, input }) => context.scope.transaction((ctx) => getTeam(ctx, input.company, input.team))),
  createTeam: o.createTeam.handler(async ({ context, input: { company, ...team } }) => ({
    id: await context.scope.transaction((ctx) => createTeam(ctx, { companyId: company, ...team })),
  })),
  updateTeam: o.updateTeam.handler(async ({ context, input: { company, team, ...edit } }) => ({
    revision: await context.scope.transaction((ctx) => changeTeam(ctx, company, team, edit)),
  })),
  moveTeam: o.moveTeam.handler(async ({ context, input: { company, team, ...to } }) => {
    await context.scope.transaction((ctx) => moveTeam(ctx, company, team, to))
    return { parentId: to.parentId }
  }),
  deleteTeam: o.deleteTeam.handler(async ({ context, input }) => {
    await context.scope.transaction((ctx) => deleteTeam(ctx, input.company, input.team))
    return { deleted: true as const }
  }),
  teamMembers: o.teamMembers.handler(({ context, input: { company, team, ...page } }) =>
    context.scope.transaction((ctx) => listTeamMembers(ctx, company, { teamId: team, ...page })),
  ),
  addTeamMembers: o.addTeamMembers.handler(async ({ context, input }) => ({
    added: await context.scope.transaction((ctx) => addTeamMembers(ctx, input.company, input.team, input.members)),
  })),
  removeTeamMember: o.removeTeamMember.handler(async ({ context, input }) => {
    await context.scope.transaction((ctx) => removeTeamMember(ctx, input.company, input.team, input.member))
    return { removed: true as const }
  }),
  setAffiliations: o.setAffiliations.handler(async ({ context, input: { company, member, ...rest } }) => ({
    revision: await context.scope.transaction((ctx) => setAffiliations(ctx, { companyId: company, memberId: member, ...rest })),
  })),
  setSearch: o.setSearch.handler(async ({ context, input: { company, member, ...search } }) => {
    await context.scope.transaction((ctx) => setSearch(ctx, company, member, search))
    return search
  }),
}
