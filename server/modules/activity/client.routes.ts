import type { FastifyInstance, FastifyRequest } from 'fastify'
import { activityAnswerShape, activityReportShape } from '@muster/contract'
import { systemActor, type Scopes } from '../../platform/context.ts'
import { parseBody } from '../../platform/parse.ts'
import type { Recorder } from './recorder.service.ts'
import { createZones, recordReport, type NoteUse, type Reporter } from './report.service.ts'

export type ActivityClientDeps = {
  authenticate: (req: FastifyRequest) => Promise<Reporter>
  recorder: Recorder
  scopes: Scopes
  noteUse: NoteUse
}

/** `POST /client/v1/activity`: a use now (no body, or `{}`), or past uses. The clients' hot path: plain Fastify, one statement a batch. */
export async function activityClientRoutes(app: FastifyInstance, deps: ActivityClientDeps): Promise<void> {
  const zones = createZones()
  app.post('/client/v1/activity', { bodyLimit: 65_536 }, async (req) => {
    const by = await deps.authenticate(req)
    const report = parseBody(activityReportShape, req.body === undefined ? {} : req.body)
    const scope = deps.scopes(by.tenant, systemActor('client'), req.id)
    return activityAnswerShape.parse(await recordReport({ scope, recorder: deps.recorder, noteUse: deps.noteUse, zones }, by, report))
  })
}
