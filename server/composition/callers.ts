import type { FastifyRequest } from 'fastify'
import { commandClient, suiteClients, tokenPrefix, type ServiceScope } from '@muster/contract'
import { accessRefusedBy, grantThrough } from '#modules/company'
import {
  type Access,
  type AccessCheck,
  consoleCookie,
  createTokenNotes,
  findCompanyOfService,
  type Presented,
  requireProof,
} from '#modules/signin'
import type { Caller, Guard, Reach } from '../platform/api.ts'
import { systemActor, type Scope, type Scopes } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { isSameOrigin } from '../platform/http.ts'
import { newId } from '../platform/ids.ts'
import { createDoer } from '../platform/once.ts'
import type { Refusals } from '../platform/refusals.ts'
import { plainIp } from '../platform/request.ts'
import type { Parts } from './parts.ts'

/** What a caller administers, by company; through an API token, what is left of it (RE-1). */
function rolesOf({ roles, through }: Access): Readonly<Record<string, Reach>> {
  if (!through) return roles
  const left = Object.entries(roles).flatMap(([companyId, held]) => {
    const grant = grantThrough(held, companyId, through)
    return grant ? [[companyId, { ...grant, plan: held.plan }] as const] : []
  })
  return Object.fromEntries(left)
}

/** What the caller's role opens; through an API token, in its company alone. */
function heldOf({ roles, through }: Access): Readonly<Record<string, Reach>> {
  return through ? Object.fromEntries(Object.entries(roles).filter(([companyId]) => companyId === through.companyId)) : roles
}

const reachOf = (roles: Caller['roles'], companyId: string) => (Object.hasOwn(roles, companyId) ? roles[companyId] : undefined)

/** RE-1: what a token would have needed. @throws token_forbidden */
function refuseToken(wanted: Parameters<Guard['authorize']>[2]): never {
  if (wanted === 'administrator') throw new AppError('token_forbidden')
  throw new AppError('token_forbidden', { menus: [wanted.menu, ...(wanted.or ? [wanted.or] : [])], level: wanted.level })
}

type CallersDeps = Pick<Parts, 'config' | 'clock'> & { scopes: Scopes; access: AccessCheck; refusals: Refusals }

/** Who calls, by what they present: the console's cookie, an app's token, a service's. Each throws not_signed_in for anything else. */
export function createCallers({ config, clock, scopes, access, refusals }: CallersDeps) {
  const sameOrigin = isSameOrigin(config.url)
  const callerOf = (found: Access, req: FastifyRequest): Caller => ({
    memberId: found.memberId,
    companyId: found.companyId,
    connectionId: found.connectionId,
    through: found.through,
    roles: rolesOf(found),
    held: heldOf(found),
    scope: scopes(
      found.tenant,
      {
        kind: 'member',
        memberId: found.memberId,
        name: found.name,
        sessionId: found.connectionId,
        ip: plainIp(req.ip),
        ...(found.through && { through: found.through }),
      },
      req.id,
    ),
  })
  const present = async (req: FastifyRequest, kind: Presented, value: string | undefined, anywhere = false): Promise<Access> => {
    if (refusals.exceeded(req.ip)) throw new AppError('too_many_requests')
    const found = value ? await (anywhere ? access.look(kind, value) : access.check(kind, value, plainIp(req.ip))) : undefined
    if (found) return found
    if (value) refusals.count(req.ip)
    throw new AppError('not_signed_in')
  }
  // The clients' protocol is the suite's: a token of an app that a company registered opens nothing in it.
  const suites = (found: Access): Access => {
    if (!Object.hasOwn(suiteClients, found.clientId)) throw new AppError('not_signed_in')
    return found
  }
  const tokenOf = (req: FastifyRequest) => /^Bearer ([\x21-\x7e]{20,200})$/i.exec(req.headers.authorization ?? '')?.[1]
  const bearer = async (req: FastifyRequest): Promise<Access> => suites(await present(req, 'AccessToken', tokenOf(req)))
  // A service that its company lets do something; what the company takes back holds from the next request.
  const service = async (req: FastifyRequest, scope: ServiceScope): Promise<{ companyId: string; scope: Scope }> => {
    if (refusals.exceeded(req.ip)) throw new AppError('too_many_requests')
    const token = tokenOf(req)
    const found = token && (await access.checkService(token))
    if (!found) {
      refusals.count(req.ip)
      throw new AppError('not_signed_in')
    }
    const its = scopes(found.tenant, systemActor(`service ${found.appId}`), req.id)
    const companyId = await its.transaction((ctx) => findCompanyOfService(ctx, found.appId, scope))
    if (!companyId) throw new AppError('forbidden')
    return { companyId, scope: its }
  }
  // DS-10: until its device is enrolled, a session of the mobile app answers nothing but enrolment.
  const enrolled = async (req: FastifyRequest): Promise<Access> => {
    const found = await bearer(req)
    if (found.unenrolled) throw new AppError('enrolment_required')
    return found
  }
  const findWho = async (req: FastifyRequest): Promise<Caller | undefined> => {
    try {
      return callerOf(await present(req, 'ConsoleSession', req.cookies[consoleCookie]), req)
    } catch (err) {
      if (err instanceof AppError) return undefined
      throw err
    }
  }
  const noteToken = createTokenNotes()
  // RE-1: the API is open to the console's cookie, to the command's access tokens, and to API tokens. Only a cookie is sent by a browser unasked.
  const authorized = async (req: FastifyRequest, anywhere: boolean): Promise<Caller> => {
    const token = tokenOf(req)
    const found = await present(req, token?.startsWith(tokenPrefix) ? 'ApiToken' : 'AccessToken', token, anywhere)
    if (!found.through && found.clientId !== commandClient) throw new AppError('not_signed_in')
    const caller = callerOf(found, req)
    if (found.through) await noteToken(found.through, caller.scope, plainIp(req.ip))
    return caller
  }
  const guard: Guard = {
    authenticate: async (req, anywhere) => {
      if (req.headers.authorization !== undefined) return authorized(req, anywhere)
      const found = await present(req, 'ConsoleSession', req.cookies[consoleCookie], anywhere)
      if (req.method !== 'GET' && req.method !== 'HEAD' && !sameOrigin(req)) throw new AppError('origin_refused')
      return callerOf(found, req)
    },
    authorize: (caller, companyId, wanted) => {
      const reach = reachOf(caller.roles, companyId)
      const refused = accessRefusedBy(reach, wanted)
      if (refused === 'forbidden' && accessRefusedBy(reachOf(caller.held, companyId), wanted) !== 'forbidden') refuseToken(wanted)
      if (refused || !reach) throw new AppError(refused ?? 'not_found')
      return reach
    },
    requireProof: ({ scope, connectionId }) => scope.transaction((ctx) => requireProof(ctx, connectionId)),
    doer: createDoer(config.secret),
    anonymous: (req) => scopes(newId(clock()), { kind: 'system', name: 'setup', ip: plainIp(req.ip) }, req.id),
  }
  return { callerOf, bearer, enrolled, service, findWho, guard, sameOrigin }
}
export type Callers = ReturnType<typeof createCallers>
