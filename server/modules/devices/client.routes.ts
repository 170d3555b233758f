import type { FastifyInstance, FastifyRequest } from 'fastify'
import { deviceAnswerShape, deviceReportShape } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { parseBody } from '../../platform/parse.ts'
import { reportDevice } from './report.service.ts'

type Caller = { memberId: string; connectionId: string; surface: 'mobile' | 'pc' | 'drive_mobile' | 'drive_explorer' | 'web' }
export type DeviceDeps = { authenticate: (req: FastifyRequest) => Promise<{ caller: Caller; scope: Scope }> }

/** `PUT /client/v1/device`: what an app says of the device it runs on. */
export async function deviceClientRoutes(app: FastifyInstance, deps: DeviceDeps): Promise<void> {
  app.put('/client/v1/device', { bodyLimit: 8_192 }, async (req) => {
    const { caller, scope } = await deps.authenticate(req)
    const report = parseBody(deviceReportShape, req.body)
    const answer = await scope.transaction((ctx) => reportDevice(ctx, caller, report))
    if (!answer) throw new AppError('not_signed_in')
    return deviceAnswerShape.parse(answer)
  })
}
