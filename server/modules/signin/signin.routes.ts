import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors as providerErrors, type Provider } from 'oidc-provider'
import { localeShape, type Locale } from '@muster/contract'
import type { Db } from '../../platform/db.ts'
import type { Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { doorLimit } from '../../platform/http.ts'
import { newSecret } from '../../platform/ids.ts'
import { plainIp } from '../../platform/request.ts'
import { systemActor } from '../../platform/context.ts'
import { accountOf, subOf, surfaceOf } from './account.rules.ts'
import type { RenewalReason } from './password.rules.ts'
import { checkPassword, renewPassword } from './password.service.ts'
import { findPolicyFor } from './policy.service.ts'
import {
  expiredPage,
  newPasswordPage,
  pagePolicy,
  preferredLocale,
  signInPage,
  type RenewalError,
  type SignInError,
} from './signin.page.ts'

export type SignInDeps = { db: Db; scopes: Scopes; provider: Provider; isSameOrigin: (req: FastifyRequest) => boolean }

type Params = { uid: string }
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** The sign-in pages, `/signin/{uid}`: one per interaction of the OpenID provider, for whoever holds its cookie. */
export async function signInRoutes(app: FastifyInstance, deps: SignInDeps): Promise<void> {
  await app.register(formbody, { bodyLimit: 8_192 })

  app.get<{ Params: Params }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    const interaction = await findInteraction(deps.provider, req, reply)
    if (!interaction) return sendPage(reply, 410, (nonce) => expiredPage(localeOf(req), nonce))
    const given = renewing(interaction)
    return given ? sendRenewal(deps, req, reply, interaction, given, 200) : sendForm(req, reply, interaction, 200)
  })

  app.post<{ Params: Params; Body: Record<string, unknown> | null }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    if (!deps.isSameOrigin(req)) throw new AppError('origin_refused')
    const interaction = await findInteraction(deps.provider, req, reply)
    if (!interaction) return sendPage(reply, 410, (nonce) => expiredPage(localeOf(req), nonce))
    const given = renewing(interaction)
    if (given && req.body && 'newPassword' in req.body) return renew(deps, req, reply, interaction, given)
    const id = textOf(req.body?.['id'], 320)
    const password = textOf(req.body?.['password'], 256)
    const clientId = String(interaction.params['client_id'])
    const surface = surfaceOf(clientId) ?? 'web'
    if (!id || !password) return sendForm(req, reply, interaction, 400, { id, error: 'missing' })
    const result = await attempt(() => checkPassword(deps.db, deps.scopes, { id, password, surface, clientId, ip: plainIp(req.ip) }))
    if (result.ok) {
      const proof = { accountId: subOf(result.tenant, result.member.id), passwordSetAt: result.setAt.toISOString() }
      // MB-4: kept with the interaction, on the server: who may choose a new password here. It is no sign-in.
      if (result.renewal) {
        const asked = { ...proof, reason: result.renewal }
        await deps.provider.interactionResult(req.raw, reply.raw, { renewal: asked }, { mergeWithLastSubmission: false })
        return sendRenewal(deps, req, reply, interaction, asked, 200)
      }
      return goOn(deps, req, reply, proof)
    }
    const status = { refused: 401, throttled: 429, app_blocked: 403, not_permitted: 403, unavailable: 503 }[result.reason]
    return sendForm(req, reply, interaction, status, { id, error: result.reason })
  })
}

/** Whose password was given, and when that was set: so that it is known afterwards whether it still is the member's (SX-2). */
type Proof = { accountId: string; passwordSetAt: string }

/** The sign-in goes on: back to the app that asked for it. */
async function goOn({ provider }: SignInDeps, req: FastifyRequest, reply: FastifyReply, { accountId, passwordSetAt }: Proof) {
  const next = await provider.interactionResult(
    req.raw,
    reply.raw,
    { login: { accountId, amr: ['pwd'] }, passwordSetAt },
    { mergeWithLastSubmission: false },
  )
  return reply.redirect(next, 303)
}

/** Who has given a password that must be changed, and why it must. */
type Asked = Proof & { reason: RenewalReason }

/** That, in this interaction; undefined: nobody yet. */
function renewing(interaction: Interaction): Asked | undefined {
  const { accountId, passwordSetAt, reason } = (interaction.result?.['renewal'] ?? {}) as Partial<Record<keyof Asked, unknown>>
  return typeof accountId === 'string' && typeof passwordSetAt === 'string'
    ? { accountId, passwordSetAt, reason: reason as RenewalReason }
    : undefined
}

type SignInRequest = FastifyRequest<{ Params: Params; Body: Record<string, unknown> | null }>

const scopeOf = (deps: SignInDeps, req: FastifyRequest, { accountId }: Proof) => {
  const { tenant = '', memberId = '' } = accountOf(accountId) ?? {}
  return { scope: deps.scopes(tenant, { ...systemActor('signin'), ip: plainIp(req.ip) }), memberId }
}

async function renew(deps: SignInDeps, req: SignInRequest, reply: FastifyReply, interaction: Interaction, given: Asked) {
  const { scope, memberId } = scopeOf(deps, req, given)
  const [chosen, again] = [textOf(req.body?.['newPassword'], 256), textOf(req.body?.['again'], 256)]
  if (chosen !== again) return sendRenewal(deps, req, reply, interaction, given, 400, 'different')
  const result = await attempt(() => renewPassword(scope, { memberId, setAt: new Date(given.passwordSetAt), password: chosen }))
  if (result.ok) return goOn(deps, req, reply, { accountId: given.accountId, passwordSetAt: result.setAt.toISOString() })
  if (result.reason === 'over') return sendForm(req, reply, interaction, 401, { id: '', error: 'refused' })
  return sendRenewal(deps, req, reply, interaction, given, result.reason === 'unavailable' ? 503 : 400, result.reason)
}

async function sendRenewal(
  deps: SignInDeps,
  req: FastifyRequest,
  reply: FastifyReply,
  interaction: Interaction,
  given: Asked,
  status: number,
  error?: RenewalError,
) {
  const locale = localeOf(req, interaction.params['ui_locales'])
  const { scope, memberId } = scopeOf(deps, req, given)
  const policy = await scope.transaction((ctx) => findPolicyFor(ctx, memberId))
  return sendPage(reply, status, (nonce) =>
    newPasswordPage({ locale, uid: interaction.uid, nonce, reason: given.reason, policy, ...(error ? { error } : {}) }),
  )
}

/** A full line for hashing is an answer too, not a failure. */
async function attempt<T>(work: () => Promise<T>): Promise<T | { ok: false; reason: 'unavailable' }> {
  try {
    return await work()
  } catch (err) {
    if (err instanceof AppError && err.code === 'unavailable') return { ok: false, reason: 'unavailable' }
    throw err
  }
}

async function findInteraction(
  provider: Provider,
  req: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<Interaction | undefined> {
  try {
    const interaction = await provider.interactionDetails(req.raw, reply.raw)
    return interaction.uid === req.params.uid ? interaction : undefined
  } catch (err) {
    if (err instanceof providerErrors.SessionNotFound) return undefined
    throw err
  }
}

function sendForm(
  req: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
  interaction: Interaction,
  status: number,
  last?: { id: string; error: SignInError },
) {
  const { client_id, ui_locales, login_hint } = interaction.params
  const typed = last?.id ?? (typeof login_hint === 'string' ? login_hint : '')
  return sendPage(reply, status, (nonce) =>
    signInPage({
      locale: localeOf(req, ui_locales),
      uid: interaction.uid,
      clientId: String(client_id),
      typed,
      nonce,
      ...(last ? { error: last.error } : {}),
    }),
  )
}

/** Sends one of the server's own pages under its own content policy, never cached. */
export function sendPage(reply: FastifyReply, status: number, render: (nonce: string) => string) {
  const nonce = newSecret()
  return reply
    .code(status)
    .header('content-security-policy', pagePolicy(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(render(nonce))
}

/** The page's language: chosen on the page, else asked for by the client, else the browser's. */
export function localeOf(req: FastifyRequest, uiLocales?: unknown): Locale {
  const chosen = localeShape.safeParse((req.query as Record<string, unknown>)['lang'])
  if (chosen.success) return chosen.data
  return preferredLocale(typeof uiLocales === 'string' && uiLocales ? uiLocales.replaceAll(' ', ',') : req.headers['accept-language'])
}

function textOf(value: unknown, max: number): string {
  return typeof value === 'string' && value.length <= max ? value : ''
}
