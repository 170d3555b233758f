import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { implement, onError, ORPCError, ValidationError } from '@orpc/server'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import {
  contract,
  errors,
  tokenPrefix,
  type AdministratorRole,
  type EndpointMeta,
  type ErrorCode,
  type Level,
  type Menu,
  type Permissions,
  type Plan,
  type PlanPage,
} from '@muster/contract'
import type { Scope, Through } from './context.ts'
import { AppError } from './errors.ts'
import { errorBody, isConnectionLost } from './http.ts'
import type { Doer } from './once.ts'
import { webhooksDocument } from './webhooksDocument.ts'

/** What the caller's role reaches in the company of the request (P-2). */
export type Reach = {
  role: AdministratorRole
  /** Of a custom role; null for the built-in ones. */
  permissions: Permissions | null
  /** False: totals only, nobody's name. */
  names: boolean
  /** The team whose subtree the role is limited to; null: the whole company. */
  team: string | null
  /** What the company has bought (P-1). */
  plan: Plan
}

/** The member a request acts for, and their reach before any transaction. */
export type Caller = {
  memberId: string
  companyId: string
  connectionId: string
  /** The API token through which they act; null: they are signed in themselves. */
  through: Through | null
  /** What the caller administers, by company; through a token, what that opens of it. */
  roles: Readonly<Record<string, Reach>>
  /** Through a token: what its maker's role opens in the token's company; else as `roles`. */
  held: Readonly<Record<string, Reach>>
  scope: Scope
}

/** What the API needs to know of the modules; the composition hands it in. */
export type Guard = {
  /** The signed-in caller; `anywhere`: also where network rules refuse them. @throws not_signed_in, origin_refused, network_refused */
  authenticate(req: FastifyRequest, anywhere: boolean): Promise<Caller>
  /**
   * What the caller may reach there. @throws not_found for a company the caller does not administer, forbidden without the permission,
   * token_forbidden where only the API token lacks it, plan_required where the plan does not open the page
   */
  authorize(caller: Caller, companyId: string, access: 'administrator' | { menu: Menu; or?: Menu; level: Level; page?: PlanPage }): Reach
  /** MB-8. @throws reauth_required when the caller's connection has not proved lately who they are */
  requireProof(caller: Caller): Promise<void>
  /** Has a POST with an `Idempotency-Key` done once, as far as its endpoint declares it. */
  doer: Doer
  /** A scope for callers who are not signed in. */
  anonymous(req: FastifyRequest): Scope
}

export type ApiContext = { req: FastifyRequest; reply: FastifyReply; guard: Guard }

const base = implement(contract).$context<ApiContext>()

/**
 * The contract's builder with the guard before every endpoint: it reads the access that the contract declares, so no handler
 * can forget it. `context.caller` is there for all but public endpoints.
 */
export const api = base.use(async ({ context, procedure, next }, input) => {
  const { access, stepUp, anywhere, byToken, once } = procedure['~orpc'].meta as EndpointMeta
  if (access === 'public')
    return next({
      context: {
        scope: context.guard.anonymous(context.req),
        caller: undefined as Caller | undefined,
        reach: undefined as Reach | undefined,
      },
    })
  const caller = await context.guard.authenticate(context.req, anywhere)
  // RE-1: where no token helps, it is not said that this one does not reach that.
  const asking = caller.through && !byToken ? { ...caller, roles: caller.held } : caller
  const reach = access === 'member' ? undefined : context.guard.authorize(asking, String((input as { company?: unknown }).company), access)
  if (caller.through && !byToken) throw new AppError('token_refused')
  if (stepUp) await context.guard.requireProof(caller)
  const acting = (scope: Scope) => ({ caller: { ...caller, scope } as Caller | undefined, scope, reach: reach as Reach | undefined })
  const key = once && keyOf(context.req)
  if (!once || key === undefined) return next({ context: acting(caller.scope) })
  const { method, path } = procedure['~orpc'].route
  const asked = { memberId: caller.memberId, endpoint: `${method} ${path}`, key, input, reach, once }
  const { output, replayed } = await context.guard.doer.run(caller.scope, asked, async (scope) => {
    const answered = await next({ context: acting(scope) })
    return answered.output
  })
  if (replayed) context.reply.header('idempotency-replayed', 'true')
  return { output, context: acting(caller.scope) }
})

/** The key under which a request is to be done once; undefined: there is none. @throws input_invalid */
function keyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined) return undefined
  if (typeof key === 'string' && /^[!-~]{1,200}$/.test(key)) return key
  throw new AppError('input_invalid', { issues: [{ path: 'Idempotency-Key', message: '1 to 200 visible ASCII characters' }] })
}

/** The caller of an endpoint that is not public. */
export function callerOf(context: { caller: Caller | undefined }): Caller {
  if (!context.caller) throw new Error('a public endpoint has no caller')
  return context.caller
}

/** What the caller may reach in the company of the request; for endpoints of administrators. */
export function reachOf(context: { reach: Reach | undefined }): Reach {
  if (!context.reach) throw new Error('only an endpoint of administrators has a reach')
  return context.reach
}

/** Who presents what. An endpoint that is not open to a token says so. */
const securitySchemes = {
  cookie: { type: 'apiKey', in: 'cookie', name: '__Host-muster_console', description: 'A browser that is signed in to the console' },
  session: { type: 'http', scheme: 'bearer', description: 'An access token of the muster command, from device authorization' },
  token: { type: 'http', scheme: 'bearer', bearerFormat: `${tokenPrefix}…`, description: 'An API token' },
} as const

type ApiRouter = ConstructorParameters<typeof OpenAPIHandler<ApiContext>>[0]

/** Mounts the router under `/api/v1`, with its OpenAPI document and a page to read it. */
export async function mountApi(app: FastifyInstance, router: ApiRouter, guard: Guard, url: string): Promise<void> {
  const handler = new OpenAPIHandler<ApiContext>(router, {
    interceptors: [onError((err) => void err)],
    clientInterceptors: [
      async (options) => {
        try {
          return await options.next()
        } catch (err) {
          throw declared(err, (options.procedure['~orpc'].meta as EndpointMeta).errors, options.context.req)
        }
      },
    ],
    customErrorResponseBodyEncoder: (err) => {
      const { requestId, details } = (err.data ?? {}) as { requestId?: string; details?: unknown }
      return errorBody(codeOf(err), details ?? null, requestId ?? '')
    },
  })
  await app.register(async (scope) => {
    // Read by Fastify, whose limit holds before anyone is known: oRPC would read a body of any size before it asks who sends it.
    const parseJson = scope.getDefaultJsonParser('error', 'error')
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (req, body, done) =>
      body === '' ? done(null, undefined) : parseJson(req, body, done),
    )
    scope.all('/api/v1/*', async (req, reply) => {
      const { matched } = await handler.handle(req, reply, { prefix: '/api/v1', context: { req, reply, guard } })
      if (!matched) throw new AppError('not_found')
    })
  })
  // Made when it is first asked for: a start does not wait for it.
  let document: ReturnType<typeof describe> | undefined
  app.get('/api/v1/openapi.json', () => (document ??= describe(url)))
}

/** The contract as an OpenAPI document of the server at `url`. */
async function describe(url: string) {
  const [{ OpenAPIGenerator }, { ZodToJsonSchemaConverter }] = await Promise.all([import('@orpc/openapi'), import('@orpc/zod/zod4')])
  return new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] }).generate(contract, {
    info: {
      title: 'Muster',
      version: '1',
      description:
        'Every page of the console is also an API. Errors are `{ error: { code, message, details, requestId } }`. What sends or creates takes the header `Idempotency-Key`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    webhooks: webhooksDocument(),
    servers: [{ url: `${url}/api/v1` }],
    security: [{ cookie: [] }, { session: [] }, { token: [] }],
    components: { securitySchemes },
    customErrorResponseBodySchema: () => ({
      type: 'object',
      required: ['error'],
      properties: {
        error: {
          type: 'object',
          required: ['code', 'message', 'details', 'requestId'],
          properties: {
            code: { type: 'string', enum: Object.keys(errors) },
            message: { type: 'string' },
            details: {},
            requestId: { type: 'string' },
          },
        },
      },
    }),
  })
}

function codeOf(err: ORPCError<string, unknown>): ErrorCode {
  return err.code in errors ? (err.code as ErrorCode) : 'internal'
}

/** Turns whatever an endpoint threw into an error that its contract declares; another is a defect, logged, answered `internal`. */
function declared(err: unknown, allowed: readonly ErrorCode[], req: FastifyRequest): ORPCError<string, unknown> {
  const make = (code: ErrorCode, details: unknown) =>
    new ORPCError(code, { status: errors[code].status, message: errors[code].en, data: { details, requestId: req.id } })
  if (err instanceof AppError && allowed.includes(err.code)) return make(err.code, err.details)
  if (err instanceof ORPCError && err.code === 'BAD_REQUEST') return make('input_invalid', { issues: issuesOf(err) })
  if (isConnectionLost(err)) return make('unavailable', null)
  req.log.error({ err }, 'defect')
  return make('internal', null)
}

function issuesOf(err: ORPCError<string, unknown>): { path: string; message: string }[] {
  if (!(err.cause instanceof ValidationError)) return [{ path: '', message: err.message }]
  return err.cause.issues.map((i) => ({
    path: (i.path ?? []).map((p) => String(typeof p === 'object' ? p.key : p)).join('.'),
    message: i.message,
  }))
}
