import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { foundMembersShape, idShape, memberSearchShape, shownTeamMembersShape, shownTeamsShape, teamPageShape } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { parseBody } from '../../platform/parse.ts'
import { listShownMembers, listShownTeams, searchMembers, type Viewer } from './directory.service.ts'

type Deps = { authenticate: (req: FastifyRequest) => Promise<{ viewer: Viewer; scope: Scope }> }

/** The directory as the suite's apps show it to a member: search, team tree, and who is in a team. */
export async function directoryClientRoutes(app: FastifyInstance, deps: Deps): Promise<void> {
  app.get('/client/v1/members', async (req) => {
    const { viewer, scope } = await deps.authenticate(req)
    const asked = parseBody(memberSearchShape, req.query)
    return foundMembersShape.parse(await scope.transaction((ctx) => searchMembers(ctx, viewer, asked)))
  })
  app.get('/client/v1/teams', async (req) => {
    const { viewer, scope } = await deps.authenticate(req)
    return shownTeamsShape.parse({ items: await scope.transaction((ctx) => listShownTeams(ctx, viewer)) })
  })
  app.get<{ Params: { team: string } }>('/client/v1/teams/:team/members', async (req) => {
    const { viewer, scope } = await deps.authenticate(req)
    const page = parseBody(teamPageShape, req.query)
    const { team } = parseBody(teamShape, req.params)
    return shownTeamMembersShape.parse(await scope.transaction((ctx) => listShownMembers(ctx, viewer, { team, ...page })))
  })
}

const teamShape = z.object({ team: idShape })
