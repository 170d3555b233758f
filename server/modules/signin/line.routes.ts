import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Scope } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { doorLimit, makeWay } from '../../platform/http.ts'
import { newSecret } from '../../platform/ids.ts'
import { LineError, type LineFlow } from '../../platform/line.ts'
import { plainIp } from '../../platform/request.ts'
import type { Seal } from '../../platform/seal.ts'
import { surfaceOf } from './account.rules.ts'
import { askForId, proceedAsEasy } from './ask.routes.ts'
import { linkLine, signInByLine, type LineDeps } from './line.service.ts'
import { keepResult, openVisit, sendExpired, type Params, type SignInDeps, type Visit } from './visit.routes.ts'

/** The cookie of a link under way; sealed, since what binds LINE's answer to it is for the server alone. */
const linkCookie = '__Host-muster_line'
const linkSeconds = 600
const cookie = (maxAge: number) => ({ path: '/', httpOnly: true, secure: true, sameSite: 'lax' as const, maxAge })

type Linking = LineFlow & { memberId: string; connectionId: string; until: number }
type Who = { scope: Scope; memberId: string; connectionId: string }

export type LineRouteDeps = SignInDeps & {
  linkSeal: Seal
  /** Who is signed in to the console in this browser; undefined: nobody. */
  findWho: (req: FastifyRequest) => Promise<Who | undefined>
}

/** MB-5: begins linking the acting member's LINE account. @returns where the browser goes @throws line_unavailable when LINE is not reached */
export async function beginLink(
  deps: LineDeps & { linkSeal: Seal },
  reply: FastifyReply,
  { scope, memberId, connectionId }: Who,
): Promise<string> {
  const { address, flow } = await deps.line.begin(`link.${newSecret()}`).catch(() => {
    throw new AppError('line_unavailable')
  })
  const linking: Linking = { ...flow, memberId, connectionId, until: scope.now.getTime() + linkSeconds * 1_000 }
  reply.setCookie(linkCookie, deps.linkSeal.close(JSON.stringify(linking)).toString('base64url'), cookie(linkSeconds))
  return address
}

/** MB-5: signing in by LINE was chosen: off to LINE, with what binds its answer to this sign-in kept on the server. */
export async function answerLine(visit: Visit) {
  const { deps, reply, interaction } = visit
  if (!deps.line.configured) return askForId(visit, 200)
  makeWay(visit.req)
  const begun = await deps.line.begin(`${interaction.uid}.${newSecret()}`).catch(() => undefined)
  if (!begun) return askForId(visit, 503, { id: '', error: 'line_failed' })
  await keepResult(visit, { line: begun.flow })
  return reply.redirect(begun.address, 303)
}

/** MB-5: where LINE sends browsers back to. The interaction's cookie is for its own path only, so that a sign-in goes on there. */
export async function lineRoutes(app: FastifyInstance, deps: LineRouteDeps): Promise<void> {
  app.get('/signin/line/callback', { config: doorLimit }, async (req, reply) => {
    const { state } = req.query as { state?: unknown }
    const [begun = '', rest] = typeof state === 'string' ? state.split('.') : []
    if (begun === 'link' && rest) return reply.redirect(`/account?line=${await finishLink(deps, req, reply)}`, 303)
    if (!rest || !/^[\w-]{10,64}$/.test(begun)) return sendExpired(req, reply)
    return reply.redirect(`/signin/${begun}/line${new URL(req.url, 'http://localhost').search}`, 303)
  })

  app.get<{ Params: Params }>('/signin/:uid/line', { config: doorLimit }, async (req, reply) => {
    const visit = await openVisit(deps, req, reply)
    if (!visit) return sendExpired(req, reply)
    return finishSignIn(visit)
  })
}

async function finishSignIn(visit: Visit) {
  const { deps, req, reply, interaction } = visit
  const flow = interaction.result?.['line'] as LineFlow | undefined
  if (!flow) return reply.redirect(`/signin/${interaction.uid}`, 303)
  // An answer is taken once.
  await keepResult(visit, {})
  makeWay(req)
  const user = await deps.line.finish(new URL(req.url, 'http://localhost'), flow).catch(failureOf)
  if (typeof user === 'string')
    return askForId(visit, user === 'failed' ? 502 : 200, user === 'failed' ? { id: '', error: 'line_failed' } : undefined)
  const clientId = String(interaction.params['client_id'])
  const input = { subject: user.subject, surface: surfaceOf(clientId) ?? ('web' as const), clientId, ip: plainIp(req.ip) }
  const result = await signInByLine(deps, input)
  if (result.ok) return proceedAsEasy(visit, 'line', result)
  return askForId(visit, result.reason === 'refused' ? 401 : 403, {
    id: '',
    error: result.reason === 'refused' ? 'line_refused' : result.reason,
  })
}

const failureOf = (err: unknown) => {
  if (err instanceof LineError) return err.reason
  throw err
}

type Linked = 'linked' | 'taken' | 'not_allowed' | 'cancelled' | 'failed'

async function finishLink(deps: LineRouteDeps, req: FastifyRequest, reply: FastifyReply): Promise<Linked> {
  const linking = readLinking(deps, req)
  reply.clearCookie(linkCookie, cookie(0))
  const who = await deps.findWho(req)
  if (!linking || !who || who.memberId !== linking.memberId || who.connectionId !== linking.connectionId) return 'failed'
  if (linking.until <= who.scope.now.getTime()) return 'failed'
  makeWay(req)
  const user = await deps.line.finish(new URL(req.url, 'http://localhost'), linking).catch(failureOf)
  if (typeof user === 'string') return user
  try {
    await who.scope.transaction((ctx) => linkLine(ctx, deps, who.memberId, user))
    return 'linked'
  } catch (err) {
    if (!(err instanceof AppError)) throw err
    return err.code === 'line_taken' ? 'taken' : 'not_allowed'
  }
}

function readLinking({ linkSeal }: LineRouteDeps, req: FastifyRequest): Linking | undefined {
  const sealed = Buffer.from(req.cookies[linkCookie] ?? '', 'base64url')
  const opened = sealed.length > 28 ? linkSeal.open(sealed) : undefined
  // Sealed by beginLink(), and by nobody else.
  return opened === undefined ? undefined : (JSON.parse(opened) as Linking)
}
