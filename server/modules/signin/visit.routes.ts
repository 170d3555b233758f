import type { FastifyReply, FastifyRequest } from 'fastify'
import { errors as providerErrors, type Provider } from 'oidc-provider'
import { localeShape, type Locale } from '@muster/contract'
import { findMember } from '#modules/members'
import { doorTenant, type Db } from '../../platform/db.ts'
import { systemActor, type Scope, type Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { newSecret } from '../../platform/ids.ts'
import { plainIp } from '../../platform/request.ts'
import type { Admission } from './admission.service.ts'
import { accountOf } from './account.rules.ts'
import type { LineDeps } from './line.service.ts'
import type { ChallengePurpose } from './passkey.rules.ts'
import type { Asking } from './passkey.service.ts'
import { countSecondTry } from './password.service.ts'
import type { Progress } from './progress.rules.ts'
import { browserCookie, proveByBrowser, rememberBrowser } from './remembered.service.ts'
import { expiredPage, pagePolicy, preferredLocale } from './signin.page.ts'
import type { SecondProof } from './twoStep.rules.ts'
import type { TwoStepDeps } from './twoStep.service.ts'

export type SignInDeps = {
  db: Db
  scopes: Scopes
  provider: () => Provider
  isSameOrigin: (req: FastifyRequest) => boolean
  admission: Admission
} & TwoStepDeps &
  LineDeps

export type Params = { uid: string }
export type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** One request of a sign-in. */
export type Visit = { deps: SignInDeps; req: FastifyRequest<{ Params: Params }>; reply: FastifyReply; interaction: Interaction }

/** The sign-in that a browser is in; undefined: none, or another. */
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

/** A request of the sign-in that the browser is in; undefined: of none. */
export async function openVisit(
  deps: SignInDeps,
  req: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<Visit | undefined> {
  const interaction = await findInteraction(deps.provider(), req, reply)
  return interaction && { deps, req, reply, interaction }
}

/** What has come of a sign-in so far; undefined: nothing was proved yet. */
export function progressOf(interaction: Interaction): Progress | undefined {
  // Written by save(), and by nobody else: what is kept with an interaction never leaves the server.
  return interaction.result?.['progress'] as Progress | undefined
}

/** Whether all steps are done, and only the way back to the app is left. */
export const isDone = (interaction: Interaction) => interaction.result?.login !== undefined

/** Keeps what has come of a sign-in, on the server; with `login` in it, all steps are done. @throws SessionNotFound when it is over meanwhile */
export async function keepResult({ interaction }: Pick<Visit, 'interaction'>, result: NonNullable<Interaction['result']>): Promise<void> {
  // The visit has looked the sign-in up by its cookie: the provider's own way to keep a result would do so again.
  interaction.result = result
  await interaction.persist()
}

/** Keeps how far a sign-in has come. */
export const save = (visit: Visit, progress: Progress): Promise<void> => keepResult(visit, { progress })

/** The reach of the member who is signing in, who is nobody's actor yet. */
export function scopeOf(
  { deps, req }: Pick<Visit, 'deps' | 'req'>,
  { accountId }: Pick<Progress, 'accountId'>,
): { scope: Scope; memberId: string } {
  const { tenant = '', memberId = '' } = accountOf(accountId) ?? {}
  return { scope: deps.scopes(tenant, { ...systemActor('signin'), ip: plainIp(req.ip) }), memberId }
}

/** MB-8: in a sign-in under way a passkey is asked for in that alone. */
export function askingOf(visit: Pick<Visit, 'deps' | 'req' | 'interaction'>, progress: Progress, purpose: ChallengePurpose): Asking {
  return { ...scopeOf(visit, progress), purpose, askedIn: visit.interaction.uid }
}

/** MB-8: tries of codes are counted per member, before it is known how they end. */
export async function isThrottled({ deps, req }: Visit, { accountId }: Progress): Promise<boolean> {
  const door = deps.scopes(doorTenant, { ...systemActor('signin'), ip: plainIp(req.ip) })
  return door.transaction((ctx) => countSecondTry(ctx, accountId))
}

/** MB-8: what the browser is remembered for; undefined: nothing. */
export async function browserProof({ deps, req }: Visit, progress: Progress): Promise<SecondProof | undefined> {
  const secret = req.cookies[browserCookie(progress.accountId)]
  if (!secret) return undefined
  const { scope, memberId } = scopeOf({ deps, req }, progress)
  return scope.transaction(async (ctx) => {
    const member = await findMember(ctx, memberId)
    return member && proveByBrowser(ctx, member, secret)
  })
}

/** MB-8: remembers the browser in which the second step was just proved, where the member asks for it and the company allows it. */
export async function remember({ deps, req, reply }: Visit, progress: Progress): Promise<void> {
  const { scope, memberId } = scopeOf({ deps, req }, progress)
  const seen = { ip: plainIp(req.ip), userAgent: req.headers['user-agent']?.slice(0, 400) ?? null }
  const made = await scope.transaction(async (ctx) => {
    const member = await findMember(ctx, memberId)
    return member && rememberBrowser(ctx, member, seen)
  })
  if (!made) return
  const options = { path: '/', httpOnly: true, secure: true, sameSite: 'lax' as const, maxAge: made.seconds }
  reply.setCookie(browserCookie(progress.accountId), made.secret, options)
}

/** A full line for hashing is an answer too, not a failure. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | { ok: false; reason: 'unavailable' }> {
  try {
    return await work()
  } catch (err) {
    if (err instanceof AppError && err.code === 'unavailable') return { ok: false, reason: 'unavailable' }
    throw err
  }
}

/** What every page of a sign-in is made from. */
export const pageOf = ({ req, interaction }: Visit) => ({
  locale: localeOf(req, interaction.params['ui_locales']),
  uid: interaction.uid,
})

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

/** Answers that the sign-in cannot go on. */
export function sendExpired(req: FastifyRequest, reply: FastifyReply) {
  return sendPage(reply, 410, (nonce) => expiredPage(localeOf(req), nonce))
}
