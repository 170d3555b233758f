import formbody from '@fastify/formbody'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { errors as providerErrors, type Provider } from 'oidc-provider'
import { localeShape, type Locale, type SecondStep } from '@muster/contract'
import { doorTenant, type Db } from '../../platform/db.ts'
import type { Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { doorLimit } from '../../platform/http.ts'
import { newSecret } from '../../platform/ids.ts'
import { plainIp } from '../../platform/request.ts'
import { systemActor } from '../../platform/context.ts'
import { accountOf, subOf, surfaceOf } from './account.rules.ts'
import type { RenewalReason } from './password.rules.ts'
import { checkPassword, countSecondTry, renewPassword } from './password.service.ts'
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
import { codePage, recoveryPage, setupPage, type CodeNotice } from './twoStep.page.ts'
import {
  beginSetup,
  confirmSetup,
  findSecondStep,
  findSetup,
  hasMail,
  proveSecondStep,
  sendMailCode,
  type TwoStepDeps,
} from './twoStep.service.ts'

export type SignInDeps = { db: Db; scopes: Scopes; provider: Provider; isSameOrigin: (req: FastifyRequest) => boolean } & TwoStepDeps

type Params = { uid: string }
type Body = Record<string, unknown> | null
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>

/** One request of a sign-in. */
type Visit = { deps: SignInDeps; req: FastifyRequest<{ Params: Params }>; reply: FastifyReply; interaction: Interaction }

/**
 * A sign-in under way, kept with the interaction, on the server: it is none yet. Whose password was given, and when that was set, so that
 * it is known afterwards whether it still is the member's (SX-2); and what has come of the steps after it.
 */
type Progress = {
  accountId: string
  passwordSetAt: string
  /** MB-4: why a new password is chosen before the sign-in goes on. */
  renewal: RenewalReason | null
  /** MB-8: by what and when it was proved a second time. */
  second: { by: SecondStep; at: string } | null
  /** MB-8: the authenticator app that is being set up. */
  setup: string | null
}

/** The sign-in pages, `/signin/{uid}`: one per interaction of the OpenID provider, for whoever holds its cookie. */
export async function signInRoutes(app: FastifyInstance, deps: SignInDeps): Promise<void> {
  await app.register(formbody, { bodyLimit: 8_192 })

  app.get<{ Params: Params }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    const interaction = await findInteraction(deps.provider, req, reply)
    if (!interaction) return sendPage(reply, 410, (nonce) => expiredPage(localeOf(req), nonce))
    const visit = { deps, req, reply, interaction }
    const progress = progressOf(interaction)
    if (isDone(interaction)) return reply.redirect(interaction.returnTo, 303)
    return progress ? proceed(visit, progress) : sendForm(req, reply, interaction, 200)
  })

  app.post<{ Params: Params; Body: Body }>('/signin/:uid', { config: doorLimit }, async (req, reply) => {
    if (!deps.isSameOrigin(req)) throw new AppError('origin_refused')
    const interaction = await findInteraction(deps.provider, req, reply)
    if (!interaction) return sendPage(reply, 410, (nonce) => expiredPage(localeOf(req), nonce))
    const visit = { deps, req, reply, interaction }
    const progress = progressOf(interaction)
    const body = req.body ?? {}
    if (isDone(interaction) && !('id' in body)) return reply.redirect(interaction.returnTo, 303)
    if (progress && 'newPassword' in body) return renew(visit, progress, body)
    if (progress && 'code' in body) return progress.setup ? confirm(visit, progress, body) : prove(visit, progress, body)
    if (progress && 'mail' in body) return mailCode(visit, progress)
    if (progress && 'saved' in body) return proceed(visit, progress)
    return begin(visit, body)
  })
}

/** ID and password: the first step. */
async function begin({ deps, req, reply, interaction }: Visit, body: NonNullable<Body>) {
  const id = textOf(body['id'], 320)
  const password = textOf(body['password'], 256)
  const clientId = String(interaction.params['client_id'])
  const surface = surfaceOf(clientId) ?? 'web'
  if (!id || !password) return sendForm(req, reply, interaction, 400, { id, error: 'missing' })
  const result = await attempt(() => checkPassword(deps.db, deps.scopes, { id, password, surface, clientId, ip: plainIp(req.ip) }))
  if (!result.ok) {
    const status = { refused: 401, throttled: 429, app_blocked: 403, not_permitted: 403, unavailable: 503 }[result.reason]
    return sendForm(req, reply, interaction, status, { id, error: result.reason })
  }
  return proceed(
    { deps, req, reply, interaction },
    {
      accountId: subOf(result.tenant, result.member.id),
      passwordSetAt: result.setAt.toISOString(),
      renewal: result.renewal,
      second: null,
      setup: null,
    },
  )
}

/** The next step of a sign-in whose password was right: the second step, a new password, or back to the app that asked for it. */
async function proceed(visit: Visit, progress: Progress) {
  const { scope, memberId } = scopeOf(visit, progress)
  const step = progress.second ? 'none' : await scope.transaction((ctx) => findSecondStep(ctx, memberId))
  if (step === 'code') return sendCode(visit, progress, 200)
  if (step === 'setup') return sendSetup(visit, progress, 200)
  if (progress.renewal) return sendRenewal(visit, progress, progress.renewal, 200)
  const { deps, req, reply } = visit
  const { accountId, passwordSetAt, second } = progress
  const next = await deps.provider.interactionResult(
    req.raw,
    reply.raw,
    { login: { accountId, amr: second ? ['pwd', 'otp', 'mfa'] : ['pwd'] }, passwordSetAt, ...(second ? { second } : {}) },
    { mergeWithLastSubmission: false },
  )
  return reply.redirect(next, 303)
}

function progressOf(interaction: Interaction): Progress | undefined {
  // Written by save(), and by nobody else: what is kept with an interaction never leaves the server.
  return interaction.result?.['progress'] as Progress | undefined
}

/** Whether all steps are done, and only the way back to the app is left. */
const isDone = (interaction: Interaction) => interaction.result?.login !== undefined

async function save({ deps, req, reply }: Visit, progress: Progress): Promise<void> {
  await deps.provider.interactionResult(req.raw, reply.raw, { progress }, { mergeWithLastSubmission: false })
}

function scopeOf({ deps, req }: Visit, { accountId }: Progress) {
  const { tenant = '', memberId = '' } = accountOf(accountId) ?? {}
  return { scope: deps.scopes(tenant, { ...systemActor('signin'), ip: plainIp(req.ip) }), memberId }
}

/** MB-8: tries of codes are counted per member, before it is known how they end. */
async function isThrottled({ deps, req }: Visit, { accountId }: Progress): Promise<boolean> {
  const door = deps.scopes(doorTenant, { ...systemActor('signin'), ip: plainIp(req.ip) })
  return door.transaction((ctx) => countSecondTry(ctx, accountId))
}

async function prove(visit: Visit, progress: Progress, body: NonNullable<Body>) {
  if (await isThrottled(visit, progress)) return sendCode(visit, progress, 429, 'throttled')
  const { scope, memberId } = scopeOf(visit, progress)
  const proof = await proveSecondStep(scope, visit.deps, { memberId, code: textOf(body['code'], 64) })
  if (!proof) return sendCode(visit, progress, 401, 'wrong')
  return proceedWith(visit, { ...progress, second: { by: proof.by, at: proof.at.toISOString() } })
}

async function mailCode(visit: Visit, progress: Progress) {
  const { scope, memberId } = scopeOf(visit, progress)
  await scope.transaction((ctx) => sendMailCode(ctx, visit.deps, memberId))
  return sendCode(visit, progress, 200, 'sent')
}

async function confirm(visit: Visit, progress: Progress, body: NonNullable<Body>) {
  if (await isThrottled(visit, progress)) return sendSetup(visit, progress, 429, 'throttled')
  const { scope, memberId } = scopeOf(visit, progress)
  const given = { memberId, factorId: progress.setup ?? '', code: textOf(body['code'], 64) }
  const codes = await scope.transaction((ctx) => confirmSetup(ctx, visit.deps, given))
  if (!codes) return sendSetup(visit, progress, 401, 'wrong')
  await save(visit, { ...progress, setup: null, second: { by: 'totp', at: scope.now.toISOString() } })
  const { req, reply, interaction } = visit
  return sendPage(reply, 200, (nonce) => recoveryPage({ locale: pageLocale(visit, req), uid: interaction.uid, nonce, codes }))
}

async function proceedWith(visit: Visit, progress: Progress) {
  await save(visit, progress)
  return proceed(visit, progress)
}

async function sendCode(visit: Visit, progress: Progress, status: number, notice?: CodeNotice) {
  const { scope, memberId } = scopeOf(visit, progress)
  const mail = await scope.transaction((ctx) => hasMail(ctx, memberId))
  await save(visit, progress)
  const { req, reply, interaction } = visit
  return sendPage(reply, status, (nonce) =>
    codePage({ locale: pageLocale(visit, req), uid: interaction.uid, nonce, mail, ...(notice ? { notice } : {}) }),
  )
}

async function sendSetup(visit: Visit, progress: Progress, status: number, notice?: CodeNotice) {
  const { scope, memberId } = scopeOf(visit, progress)
  const begun = progress.setup
  const setup =
    (begun ? await scope.transaction((ctx) => findSetup(ctx, visit.deps, memberId, begun)) : undefined) ??
    (await scope.transaction((ctx) => beginSetup(ctx, visit.deps, memberId)))
  await save(visit, { ...progress, setup: setup.factorId })
  const { req, reply, interaction } = visit
  return sendPage(reply, status, (nonce) =>
    setupPage({ locale: pageLocale(visit, req), uid: interaction.uid, nonce, setup, ...(notice ? { notice } : {}) }),
  )
}

async function renew(visit: Visit, progress: Progress, body: NonNullable<Body>) {
  const { scope, memberId } = scopeOf(visit, progress)
  const { renewal } = progress
  // The second step comes before: who has only the password does not change it.
  if (!renewal || (await mustProveFirst(visit, progress))) return proceed(visit, progress)
  const [chosen, again] = [textOf(body['newPassword'], 256), textOf(body['again'], 256)]
  if (chosen !== again) return sendRenewal(visit, progress, renewal, 400, 'different')
  const result = await attempt(() => renewPassword(scope, { memberId, setAt: new Date(progress.passwordSetAt), password: chosen }))
  if (result.ok) return proceedWith(visit, { ...progress, renewal: null, passwordSetAt: result.setAt.toISOString() })
  if (result.reason === 'over') return sendForm(visit.req, visit.reply, visit.interaction, 401, { id: '', error: 'refused' })
  return sendRenewal(visit, progress, renewal, result.reason === 'unavailable' ? 503 : 400, result.reason)
}

async function mustProveFirst(visit: Visit, progress: Progress): Promise<boolean> {
  const { scope, memberId } = scopeOf(visit, progress)
  return !progress.second && (await scope.transaction((ctx) => findSecondStep(ctx, memberId))) !== 'none'
}

async function sendRenewal(visit: Visit, progress: Progress, reason: RenewalReason, status: number, error?: RenewalError) {
  const { scope, memberId } = scopeOf(visit, progress)
  const policy = await scope.transaction((ctx) => findPolicyFor(ctx, memberId))
  await save(visit, progress)
  const { req, reply, interaction } = visit
  return sendPage(reply, status, (nonce) =>
    newPasswordPage({ locale: pageLocale(visit, req), uid: interaction.uid, nonce, reason, policy, ...(error ? { error } : {}) }),
  )
}

const pageLocale = ({ interaction }: Visit, req: FastifyRequest) => localeOf(req, interaction.params['ui_locales'])

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
