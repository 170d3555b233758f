import { hash } from 'node:crypto'
import { negotiate } from '@fastify/accept-negotiator'
import compress from '@fastify/compress'
import fastifyCookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import Fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { errors, locales, type ErrorBody, type ErrorCode, type Locale } from '@muster/contract'
import { AppError } from './errors.ts'
import type { Gate } from './gate.ts'
import { loggablePath } from './log.ts'
import { plainIp, rememberRequest } from './request.ts'

export type HttpSettings = { url: string; trustedProxies: string[]; cookieSecret: string }

/** The HTTP server: limits, security headers, a log line a request without secrets, and one shape for every error. */
export async function createHttp(settings: HttpSettings, log: Logger): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    trustProxy: settings.trustedProxies.length > 0 ? settings.trustedProxies : false,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    bodyLimit: 262_144,
    connectionTimeout: 0,
    requestTimeout: 60_000,
    keepAliveTimeout: 72_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
  }) as unknown as FastifyInstance

  app.addHook('onRequest', async (req, reply) => {
    rememberRequest(req.raw, { ip: plainIp(req.ip), userAgent: req.headers['user-agent']?.slice(0, 400) ?? null, requestId: req.id })
    reply.header('x-request-id', req.id)
  })
  // What a request's line says holds no secret: looking for them costs twenty times what writing it does.
  const lines = log.child({}, { redact: { paths: [] } })
  app.addHook('onResponse', async (req, reply) => {
    // A route may ask not to be logged, as probes do.
    if (req.log.level === 'silent') return
    const { method, ip } = req
    lines.info(
      { reqId: req.id, method, path: loggablePath(req.originalUrl), status: reply.statusCode, ms: Math.round(reply.elapsedTime), ip },
      'request',
    )
  })
  // Closing ends the connections that are idle then; those still answering a request are ended as soon as they have.
  app.addHook('preClose', async () => {
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50)
    app.server.once('close', () => clearInterval(sweep))
  })
  app.setErrorHandler((err: FastifyError, req, reply) => sendError(req, reply, err))
  app.setNotFoundHandler((req, reply) => sendError(req, reply, new AppError('not_found')))

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    strictTransportSecurity: settings.url.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(fastifyCookie, { secret: settings.cookieSecret })
  // The lowest level makes a file of 100 MB a fifth larger than the usual one, in a third of the time.
  await app.register(compress, { threshold: 1024, encodings: ['gzip', 'identity'], zlibOptions: { level: 1 } })
  await app.register(rateLimit, {
    max: 1_200,
    timeWindow: 60_000,
    cache: 100_000,
    // The console's files are the same for everybody and kept by the browser: pages opened in quick succession use nothing up.
    allowList: (req) => req.url.startsWith('/assets/'),
    // Per bearer value or cookie where there is one, else per address: members of one office share an address.
    // Hashed: a header may be long, and is a secret.
    keyGenerator: (req) => {
      const presented = req.headers.authorization ?? req.headers.cookie
      return presented ? hash('sha256', presented, 'base64') : req.ip
    },
    addHeaders: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: () => new AppError('too_many_requests'),
  })
  return app
}

/** Whether an answer may be packed (gzip). */
export const acceptsGzip = (req: FastifyRequest) => negotiate(req.headers['accept-encoding'] ?? '', ['gzip', 'identity']) === 'gzip'

/** Tells how long ago such a request was last answered, and not refused, in milliseconds. */
export function watchFor(app: FastifyInstance, whom: (req: FastifyRequest) => boolean): () => number {
  let at = -Infinity
  app.addHook('onResponse', async (req, reply) => {
    if (reply.statusCode < 400 && whom(req)) at = performance.now()
  })
  return () => performance.now() - at
}

const places = new WeakMap<FastifyRequest, () => void>()

/** A request that is answered, or goes on to wait for somebody else's server, makes way at the door. */
export function makeWay(req: FastifyRequest): void {
  places.get(req)?.()
}

/**
 * The door admits few requests at once; the others wait in line, and past that are turned away: a storm of sign-ins, however many come, never
 * has more than these on the event loop at once. `whom`: which requests it is for.
 */
export function admitFew(scope: FastifyInstance, gate: Gate, whom: (req: FastifyRequest) => boolean = () => true): void {
  // Once its body has been read: who sends one slowly keeps nobody's place.
  scope.addHook('preHandler', async (req, reply) => {
    if (!whom(req)) return
    try {
      const { entered, leave } = gate.enter()
      places.set(req, leave)
      reply.raw.once('close', leave)
      if (reply.raw.destroyed) leave()
      await entered
    } catch (err) {
      reply.header('retry-after', '5')
      throw err
    }
  })
  // Not when it has been read: who reads slowly, or has asked for something else before on the same line, keeps nobody's place.
  scope.addHook('onSend', async (req) => makeWay(req))
}

/** Limit of the doors, where nobody is known yet: per address, and wide enough for an office in the morning. */
export const doorLimit = { rateLimit: { max: 12_000, keyGenerator: (req: FastifyRequest) => req.ip } }

/** Whether a state-changing request proves that it comes from our own pages. */
export function isSameOrigin(url: string): (req: FastifyRequest) => boolean {
  return (req) => {
    const site = req.headers['sec-fetch-site']
    if (site !== undefined) return site === 'same-origin'
    return req.headers.origin === url
  }
}

/** The language for an error's sentence. */
function localeOf(req: FastifyRequest): Locale {
  const wanted = (req.headers['accept-language'] ?? '').slice(0, 2).toLowerCase()
  return locales.find((l) => l === wanted) ?? 'en'
}

/** The one shape of every error answer. */
export function errorBody(code: ErrorCode, details: unknown, requestId: string, locale: Locale = 'en'): ErrorBody {
  return { error: { code, message: errors[code][locale], details, requestId } }
}

function codeOf(err: FastifyError | AppError): ErrorCode {
  if (err instanceof AppError) return err.code
  if (err.statusCode === 413) return 'too_large'
  if (err.statusCode === 429) return 'too_many_requests'
  if (err.statusCode && err.statusCode < 500) return 'input_invalid'
  return isConnectionLost(err) ? 'unavailable' : 'internal'
}

/** Whether the database could not be reached, so that trying again may help. */
export function isConnectionLost(err: unknown): boolean {
  const { code, message } = err as { code?: string; message?: string }
  return (
    /^(ECONN|EPIPE|ETIMEDOUT|57P|08)/.test(code ?? '') ||
    /timeout exceeded when trying to connect|Connection terminated|terminating connection|not queryable/.test(message ?? '')
  )
}

/** Answers an error; what is not declared is logged and becomes `internal`. */
function sendError(req: FastifyRequest, reply: FastifyReply, err: FastifyError | AppError) {
  const code = codeOf(err)
  if (code === 'internal') req.log.error({ err }, 'defect')
  const details = err instanceof AppError ? err.details : code === 'input_invalid' ? { issues: [{ path: '', message: err.message }] } : null
  if (code === 'not_signed_in') reply.header('www-authenticate', 'Bearer')
  return reply
    .code(errors[code].status)
    .type('application/json')
    .send(errorBody(code, details, req.id, localeOf(req)))
}
