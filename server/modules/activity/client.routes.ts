import type { FastifyInstance, FastifyRequest } from 'fastify'
import { activityAnswerShape, activityReportShape } from '@muster/contract'
import type { Memberships } from '#modules/members'
import { systemActor, type Scopes } from '../../platform/context.ts'
import { parseBody } from '../../platform/parse.ts'
import type { Recorder } from './recorder.service.ts'
import { createZones, recordReport, type NoteUse, type Reporter } from './report.service.ts'

export type ActivityClientDeps = {
  authenticate: (req: FastifyRequest) => Promise<Reporter>
  recorder: Recorder
  scopes: Scopes
  noteUse: NoteUse
  memberships: Memberships
}

/** `POST /client/v1/activity`: a use now (no body, or `{}`), or past uses. The clients' hot path: plain Fastify, one statement a batch. */
export async function activityClientRoutes(app: FastifyInstance, { authenticate, scopes, ...deps }: ActivityClientDeps): Promise<void> {
  const zones = createZones()
  app.post('/client/v1/activity', { bodyLimit: 65_536 }, async (req) => {
    const by = await authenticate(req)
    const report = parseBody(activityReportShape, req.body === undefined ? {} : req.body)
    const scope = scopes(by.tenant, systemActor('client'), req.id)
    return activityAnswerShape.parse(await recordReport({ ...deps, scope, zones }, by, report))
  })
}
