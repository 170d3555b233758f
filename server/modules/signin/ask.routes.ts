import type { EasyLoginKind } from '@muster/contract'
import { accountOf, subOf } from './account.rules.ts'
import { plainIp } from '../../platform/request.ts'
import { askPasskey, offerPasskey } from './passkey.service.ts'
import { askAnyPasskey } from './passkeyAlone.service.ts'
import { findPolicyFor } from './policy.service.ts'
import { appOf, askOrGoBack, isOfAnother } from './consent.routes.ts'
import { noteRefusal } from './network.service.ts'
import type { Progress } from './progress.rules.ts'
import type { RenewalReason } from './password.rules.ts'
import { newPasswordPage, signInPage, type RenewalError, type SignInError } from './signin.page.ts'
import { codePage, setupPage, type CodeNotice } from './twoStep.page.ts'
import { nextStepOf, type NextStep } from './twoStep.rules.ts'
import { findOffered, findStandingAtDoor } from './twoStep.service.ts'
import { beginSetup, findSetup } from './twoStepSetup.service.ts'
import { askingOf, browserProof, pageOf, save, scopeOf, sendPage, type Visit } from './visit.routes.ts'

/** What a page of a sign-in sends. */
export type Answer = Readonly<Record<string, unknown>>

/** A field of an {@link Answer}; empty where it is none, or too long. */
export function textOf(value: unknown, max: number): string {
  return typeof value === 'string' && value.length <= max ? value : ''
}

/**
 * What a sign-in asks for next, once it is known who signs in: the second step, a new password, whether the app is allowed, or nothing: back
 * to the app. `consent`: what the member answers to the last of these.
 */
export async function proceed(visit: Visit, progress: Progress, consent?: unknown) {
  if (await isOfAnother(visit, progress)) return askForId(visit, 403, { id: '', error: 'not_permitted' })
  const step = await nextStep(visit, progress)
  if (step === 'refused') return askForId(visit, 403, { id: '', error: 'network_refused' })
  if (step === 'setup') return askForSetup(visit, progress, 200)
  const known = step === 'code' ? await browserProof(visit, progress) : undefined
  if (step === 'code' && !known) return askForCode(visit, progress, 200)
  const proved = known ? { ...progress, second: { by: known.by, at: known.at.toISOString() } } : progress
  if (proved.renewal) return askForNewPassword(visit, proved, proved.renewal, 200)
  return askOrGoBack(visit, proved, consent)
}

/** MB-8, SX-2: what comes next, as far as the member's standing says; asked once it is known who it is, so that it tells nothing about an ID (SX-4). */
async function nextStep({ deps, req, interaction }: Visit, { accountId, second }: Progress): Promise<NextStep | 'refused'> {
  const account = accountOf(accountId)
  const clientId = String(interaction.params['client_id'])
  const standing = account && (await findStandingAtDoor(deps.db, account, clientId))
  if (!standing) return 'none'
  if (!(await deps.admission.admits({ tenant: account.tenant, ...standing }, plainIp(req.ip)))) {
    await scopeOf({ deps, req }, { accountId }).scope.transaction((ctx) => noteRefusal(ctx, account.memberId, clientId))
    return 'refused'
  }
  return second ? 'none' : nextStepOf(standing)
}

/** MB-5: goes on with a sign-in that was proved by LINE or phone; the second step is asked for as ever. */
export function proceedAsEasy(visit: Visit, method: EasyLoginKind, found: { tenant: string; member: { id: string }; linkedAt: Date }) {
  return proceed(visit, {
    accountId: subOf(found.tenant, found.member.id),
    method,
    passwordSetAt: null,
    linkedAt: found.linkedAt.toISOString(),
    renewal: null,
    second: null,
    setup: null,
  })
}

/** Keeps what has come of a sign-in, and goes on with it. */
export async function proceedWith(visit: Visit, progress: Progress) {
  await save(visit, progress)
  return proceed(visit, progress)
}

/** The first page: ID and password, or a passkey. `typed`: what was entered before. */
export async function askForId(visit: Visit, status: number, last?: { id: string; error: SignInError }) {
  const { client_id, login_hint } = visit.interaction.params
  const typed = last?.id ?? (typeof login_hint === 'string' ? login_hint : '')
  const passkey = await askAnyPasskey(visit.deps, { uid: visit.interaction.uid, ip: plainIp(visit.req.ip) })
  const appName = (await appOf(visit))?.appName
  return sendPage(visit.reply, status, (nonce) =>
    signInPage({
      ...pageOf(visit),
      passkey,
      clientId: String(client_id),
      ...(appName ? { appName } : {}),
      typed,
      nonce,
      phone: visit.deps.texts.configured,
      line: visit.deps.line.configured,
      ...(last ? { error: last.error } : {}),
    }),
  )
}

/** MB-8: the page that asks for a second step. */
export async function askForCode(visit: Visit, progress: Progress, status: number, notice?: CodeNotice) {
  const { scope, memberId } = scopeOf(visit, progress)
  const offered = await scope.transaction((ctx) => findOffered(ctx, visit.deps, memberId, progress.method))
  const passkey = await askPasskey(visit.deps, askingOf(visit, progress, 'second_step'))
  await save(visit, progress)
  return sendPage(visit.reply, status, (nonce) => codePage({ ...pageOf(visit), nonce, ...offered, passkey, ...(notice ? { notice } : {}) }))
}

/** MB-8: the page on which an authenticator app or a passkey is set up, since the company asks for a second step. */
export async function askForSetup(visit: Visit, progress: Progress, status: number, notice?: CodeNotice) {
  const { scope, memberId } = scopeOf(visit, progress)
  const begun = progress.setup
  const setup =
    (begun ? await scope.transaction((ctx) => findSetup(ctx, visit.deps, memberId, begun)) : undefined) ??
    (await scope.transaction((ctx) => beginSetup(ctx, visit.deps, memberId)))
  const passkey = await offerPasskey(visit.deps, askingOf(visit, progress, 'set_up'))
  await save(visit, { ...progress, setup: setup.factorId })
  return sendPage(visit.reply, status, (nonce) => setupPage({ ...pageOf(visit), nonce, setup, passkey, ...(notice ? { notice } : {}) }))
}

/** MB-4: the page on which a new password is chosen. */
export async function askForNewPassword(visit: Visit, progress: Progress, reason: RenewalReason, status: number, error?: RenewalError) {
  const { scope, memberId } = scopeOf(visit, progress)
  const policy = await scope.transaction((ctx) => findPolicyFor(ctx, memberId))
  await save(visit, progress)
  return sendPage(visit.reply, status, (nonce) => newPasswordPage({ ...pageOf(visit), nonce, reason, policy, ...(error ? { error } : {}) }))
}
