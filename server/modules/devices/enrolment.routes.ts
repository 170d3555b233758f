import type { FastifyInstance, FastifyRequest } from 'fastify'
import { enrolmentShape, enrolmentSkippedShape } from '@muster/contract'
import type { Scope } from '../../platform/context.ts'
import { enrolDevice, getEnrolment, noteInstalled, skipEnrolment, type Enrolling } from './enrolment.service.ts'
import { verifyProof, type Proved } from './proof.service.ts'

type Caller = Enrolling & { surface: string }
export type EnrolmentDeps = { authenticate: (req: FastifyRequest) => Promise<{ caller: Caller; scope: Scope }>; url: string }

/** `/client/v1/enrolment`: all that a session answers whose device has to be enrolled first (DS-10). */
export async function enrolmentClientRoutes(app: FastifyInstance, { authenticate, url }: EnrolmentDeps): Promise<void> {
  const prove = (req: FastifyRequest, scope: Scope): Promise<Proved> =>
    verifyProof({
      proof: req.headers['dpop'] as string | undefined,
      method: req.method,
      address: `${url}${req.routeOptions.url ?? ''}`,
      now: scope.now,
      body: '',
      accessToken: (req.headers.authorization ?? '').replace(/^\S+ /, ''),
    })

  app.get('/client/v1/enrolment', async (req) => {
    const { caller, scope } = await authenticate(req)
    return enrolmentShape.parse(await scope.transaction((ctx) => getEnrolment(ctx, caller)))
  })
  app.post('/client/v1/enrolment', async (req) => {
    const { caller, scope } = await authenticate(req)
    const proved = await prove(req, scope)
    return enrolmentShape.parse(await scope.transaction((ctx) => enrolDevice(ctx, caller, proved)))
  })
  app.post('/client/v1/enrolment/profile', async (req) => {
    const { caller, scope } = await authenticate(req)
    const proved = await prove(req, scope)
    return enrolmentShape.parse(await scope.transaction((ctx) => noteInstalled(ctx, caller, proved)))
  })
  app.post('/client/v1/enrolment/skip', async (req) => {
    const { caller, scope } = await authenticate(req)
    return enrolmentSkippedShape.parse({ signedOut: await scope.transaction((ctx) => skipEnrolment(ctx, caller)) })
  })
}
