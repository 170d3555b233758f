import type { FastifyInstance, FastifyRequest } from 'fastify'
import { storageAnswerShape, storageReportShape } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { parseBody } from '../../platform/parse.ts'
import { reportStorage } from './storage.service.ts'

/** `authenticate`: whose token it is: a service that the company lets report storage. @throws not_signed_in, forbidden */
export type StorageDeps = { authenticate: (req: FastifyRequest) => Promise<{ companyId: string; scope: Scope }> }

/** MB-9: `PUT /service/v1/storage`: what members use, told by the company's own service with client credentials. */
export async function storageServiceRoutes(app: FastifyInstance, deps: StorageDeps): Promise<void> {
  app.put('/service/v1/storage', { bodyLimit: 262_144 }, async (req) => {
    const { companyId, scope } = await deps.authenticate(req)
    const report = parseBody(storageReportShape, req.body)
    return storageAnswerShape.parse(await scope.transaction((ctx) => reportStorage(ctx, companyId, report)))
  })
}
