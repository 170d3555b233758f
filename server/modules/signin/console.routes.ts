import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import * as openid from 'openid-client'
import { recordEvent } from '#modules/audit'
import { endSessions } from '#modules/sessions'
import type { Caller } from '../../platform/api.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { doorLimit } from '../../platform/http.ts'
import { newSecret } from '../../platform/ids.ts'
import { plainIp } from '../../platform/request.ts'
import type { AccessCheck } from './access.service.ts'
import { accountOf } from './account.rules.ts'
import { createConsoleSession } from './console.service.ts'
import { signedOutPage } from './signin.page.ts'
import { localeOf, sendPage } from './visit.routes.ts'

/** The console's cookie. `__Host-`: this host only, over https (or localhost), for every path. Lives 12 hours at most. */
export const consoleCookie = '__Host-muster_console'
const flowCookie = '__Host-muster_signin'
const consoleSeconds = 12 * 3600

export type ConsoleDeps = { url: string; clientSecret: string; db: Db; clock: Clock; access: AccessCheck; fetch: openid.CustomFetch }

const cookie = (maxAge: number) => ({ path: '/', httpOnly: true, secure: true, sameSite: 'lax' as const, maxAge })

/**
 * The console as a confidential client of our own provider: tokens stay in the server and are dropped at once, since only the
 * connection counts; the browser holds one cookie. The OpenID flow is the standard one, by an independent client library.
 */
export async function consoleRoutes(app: FastifyInstance, deps: ConsoleDeps): Promise<void> {
  let discovered: Promise<openid.Configuration> | undefined
  const client = () => {
    discovered ??= openid
      .discovery(new URL(`${deps.url}/oidc`), 'console', undefined, openid.ClientSecretBasic(deps.clientSecret), {
        [openid.customFetch]: deps.fetch,
        execute: [openid.allowInsecureRequests],
      })
      .catch((err: unknown) => {
        discovered = undefined
        throw err
      })
    return discovered
  }

  app.get('/console/sign-in', { config: doorLimit }, async (req, reply) => {
    const verifier = openid.randomPKCECodeVerifier()
    const state = openid.randomState()
    const { again, return: back } = req.query as Record<string, unknown>
    const flow = JSON.stringify({ verifier, state, back: localPath(back) })
    const address = openid.buildAuthorizationUrl(await client(), {
      redirect_uri: `${deps.url}/console/callback`,
      scope: 'openid',
      state,
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Who comes to prove who they are is not let through on the browser's single sign-on (MB-8).
      ...(again === '1' && { prompt: 'login' }),
    })
    return reply
      .setCookie(flowCookie, flow, { ...cookie(1800), signed: true })
      .header('cache-control', 'no-store')
      .redirect(address.href, 303)
  })

  app.get('/console/callback', { config: doorLimit }, async (req, reply) => {
    const flow = readFlow(req)
    if (!flow) return reply.redirect('/console/sign-in', 303)
    reply.clearCookie(flowCookie, cookie(0))
    try {
      const tokens = await openid.authorizationCodeGrant(await client(), new URL(req.url, deps.url), {
        pkceCodeVerifier: flow.verifier,
        expectedState: flow.state,
        idTokenExpected: true,
      })
      const account = accountOf(tokens.claims()?.sub ?? '')
      const access = await deps.access.check('AccessToken', tokens.access_token, plainIp(req.ip))
      if (!account || !access) throw new AppError('not_signed_in')
      const secret = newSecret()
      const expiresAt = new Date(deps.clock().getTime() + consoleSeconds * 1_000)
      await createConsoleSession(deps.db, { ...access, secret, expiresAt })
      return await reply.setCookie(consoleCookie, secret, cookie(consoleSeconds)).redirect(flow.back, 303)
    } catch (err) {
      // A refused, repeated or stale answer of the provider: the sign-in begins anew from a page, never in a loop.
      req.log.info({ err: err instanceof Error ? err.message : 'unknown' }, 'console sign-in refused')
      return reply.redirect('/console/signed-out', 303)
    }
  })

  app.get('/console/signed-out', { config: doorLimit }, async (req, reply) =>
    sendPage(reply, 200, (nonce) => signedOutPage(localeOf(req), nonce)),
  )
}

/** Ends the console's connection. The browser's single sign-on goes on for other apps; the console asks for the password again. */
export async function signOutOfConsole(caller: Caller, reply: FastifyReply): Promise<void> {
  const { connectionId, companyId } = caller
  await caller.scope.transaction(async (ctx) => {
    await endSessions(ctx, { connectionId }, 'signed_out')
    await recordEvent(ctx, { action: 'connection.signed_out', companyId, subject: { kind: 'connection', id: connectionId } })
  })
  reply.clearCookie(consoleCookie, cookie(0))
}

function readFlow(req: FastifyRequest): { verifier: string; state: string; back: string } | undefined {
  const raw = req.cookies[flowCookie]
  const unsigned = raw ? req.unsignCookie(raw) : undefined
  return unsigned?.valid && unsigned.value ? (JSON.parse(unsigned.value) as { verifier: string; state: string; back: string }) : undefined
}

/** Only a path of our own may follow a sign-in. */
function localPath(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])[^\s\\]*$/.test(value) && value.length < 2000 ? value : '/'
}
