import type { FastifyInstance, FastifyRequest } from 'fastify'
import { answeredOperationShape, dueOperationsShape, operationAnswerShape } from '@muster/contract'
import { systemActor, type Scope, type Scopes } from '../../platform/context.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { doorLimit } from '../../platform/http.ts'
import { parseBody } from '../../platform/parse.ts'
import { plainIp } from '../../platform/request.ts'
import type { Refusals } from '../../platform/refusals.ts'
import { answerOperation, takeOperations, type SubOf } from './channel.service.ts'
import { locateByKey } from './enrolment.service.ts'
import { verifyProof, type Proved } from './proof.service.ts'

export type ChannelDeps = { db: Db; scopes: Scopes; clock: Clock; url: string; refusals: Refusals; subOf: SubOf }

const address = '/device/v1/operations'

/**
 * DS-11: the device’s own channel: `GET` what it has to do, `POST` what came of it. Authenticated by the enrolment’s key alone, so it works
 * whatever has become of the member. Devices ask from time to time (docs/adr/0014): a phone in a drawer holds no line open, and one that is
 * used hears at once that its session has ended, and asks then.
 */
export async function deviceChannelRoutes(app: FastifyInstance, deps: ChannelDeps): Promise<void> {
  // A proof is of the body as it came.
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (_req, body, done) => done(null, body))

  app.get(address, { config: doorLimit }, async (req) => {
    const { scope, enrolmentId, proved } = await open(req, '')
    return dueOperationsShape.parse(await scope.transaction((ctx) => takeOperations(ctx, enrolmentId, proved, deps.subOf)))
  })
  app.post(address, { config: doorLimit, bodyLimit: 4_096 }, async (req) => {
    const body = typeof req.body === 'string' ? req.body : ''
    const { scope, enrolmentId, proved } = await open(req, body)
    const answer = parseBody(operationAnswerShape, parsed(body))
    return answeredOperationShape.parse(await scope.transaction((ctx) => answerOperation(ctx, enrolmentId, proved, answer)))
  })

  /** Whose key a request proves. @throws proof_invalid, too_many_requests */
  async function open(req: FastifyRequest, body: string): Promise<{ scope: Scope; enrolmentId: string; proved: Proved }> {
    if (deps.refusals.exceeded(req.ip)) throw new AppError('too_many_requests')
    try {
      const proof = req.headers['dpop']
      const proved = await verifyProof({
        proof: typeof proof === 'string' ? proof : undefined,
        method: req.method,
        address: `${deps.url}${address}`,
        now: deps.clock(),
        body,
      })
      const { tenant, enrolmentId } = await locateByKey(deps.db, proved, deps.clock())
      return { scope: deps.scopes(tenant, { ...systemActor('device'), ip: plainIp(req.ip) }, req.id), enrolmentId, proved }
    } catch (err) {
      if (err instanceof AppError) deps.refusals.count(req.ip)
      throw err
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
