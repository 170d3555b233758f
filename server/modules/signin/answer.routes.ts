import { lockForSignIn, type Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { plainIp } from '../../platform/request.ts'
import { subOf, surfaceOf } from './account.rules.ts'
import { askForCode, askForId, askForNewPassword, askForSetup, proceed, proceedWith, textOf, type Answer } from './ask.routes.ts'
import { checkPassword, renewPassword } from './password.service.ts'
import { secondOf, type Progress } from './progress.rules.ts'
import { recoveryPage } from './twoStep.page.ts'
import { findSecondStep, mayGoOn, proveSecondStep, sendMailCode, sendSecondText } from './twoStep.service.ts'
import { confirmSetup } from './twoStepSetup.service.ts'
import { attempt, isThrottled, pageOf, remember, save, scopeOf, sendPage, type Visit } from './visit.routes.ts'

/** ID and password: the first step. */
export async function answerPassword(visit: Visit, answer: Answer) {
  const { deps, req, interaction } = visit
  const id = textOf(answer['id'], 320)
  const password = textOf(answer['password'], 256)
  const clientId = String(interaction.params['client_id'])
  const surface = surfaceOf(clientId) ?? 'web'
  if (!id || !password) return askForId(visit, 400, { id, error: 'missing' })
  const result = await attempt(() => checkPassword(deps.db, deps.scopes, { id, password, surface, clientId, ip: plainIp(req.ip) }))
  if (!result.ok) {
    const status = { refused: 401, throttled: 429, app_blocked: 403, not_permitted: 403, unavailable: 503 }[result.reason]
    return askForId(visit, status, { id, error: result.reason })
  }
  return proceed(visit, {
    accountId: subOf(result.tenant, result.memberId),
    method: 'password',
    passwordSetAt: result.setAt.toISOString(),
    linkedAt: null,
    renewal: result.renewal,
    second: null,
    setup: null,
  })
}

/** MB-8: a code of the second step, or the first one of an app that is being set up. */
export async function answerCode(visit: Visit, progress: Progress, answer: Answer) {
  if (progress.setup) return answerSetup(visit, progress, answer)
  if (await isThrottled(visit, progress)) return askForCode(visit, progress, 429, 'throttled')
  const { scope, memberId } = scopeOf(visit, progress)
  const proof = await proveSecondStep(scope, visit.deps, {
    memberId,
    code: textOf(answer['code'], 64),
    method: progress.method,
  })
  if (!proof) return askForCode(visit, progress, 401, 'wrong')
  if (answer['remember'] === '1') await remember(visit, progress)
  return proceedWith(visit, { ...progress, second: { by: proof.by, at: proof.at.toISOString() } })
}

async function answerSetup(visit: Visit, progress: Progress, answer: Answer) {
  // Who has set up a second step meanwhile, in another browser, proves that one.
  if (await hasNoneToSetUp(visit, progress)) return proceed(visit, { ...progress, setup: null })
  if (await isThrottled(visit, progress)) return askForSetup(visit, progress, 429, 'throttled')
  const { scope, memberId } = scopeOf(visit, progress)
  const given = { memberId, factorId: progress.setup ?? '', code: textOf(answer['code'], 64) }
  const codes = await scope.transaction((ctx) => confirmSetup(ctx, visit.deps, { ...given, asFirst: true }))
  if (!codes && (await hasNoneToSetUp(visit, progress))) return proceed(visit, { ...progress, setup: null })
  if (!codes) return askForSetup(visit, progress, 401, 'wrong')
  await save(visit, { ...progress, setup: null, second: { by: 'totp', at: scope.now.toISOString() } })
  return sendPage(visit.reply, 200, (nonce) => recoveryPage({ ...pageOf(visit), nonce, codes }))
}

/** MB-8: asks for a code by mail. */
export async function answerMail(visit: Visit, progress: Progress) {
  const { scope, memberId } = scopeOf(visit, progress)
  const sent = await scope.transaction((ctx) => sendMailCode(ctx, visit.deps, memberId, progress.method))
  return askForCode(visit, progress, 200, sent ? 'sent' : undefined)
}

/** MB-8: asks for a code by SMS. */
export async function answerSms(visit: Visit, progress: Progress) {
  if (progress.method === 'phone') return askForCode(visit, progress, 200)
  const { scope, memberId } = scopeOf(visit, progress)
  const sent = await scope.transaction((ctx) => sendSecondText(ctx, visit.deps, memberId)).catch(refusedBy)
  return askForCode(visit, progress, sent === 'text_limit' ? 429 : 200, sent === 'text_limit' ? 'textLimit' : 'textSent')
}

const refusedBy = (err: unknown) => {
  if (err instanceof AppError) return err.code
  throw err
}

/**
 * MB-4: the new password. The second step comes before: who has only the password, or proved a second step that was reset or forgotten
 * meanwhile, does not change it (SX-2).
 */
export async function answerNewPassword(visit: Visit, progress: Progress, answer: Answer) {
  const { scope, memberId } = scopeOf(visit, progress)
  const { renewal, passwordSetAt } = progress
  if (!renewal || passwordSetAt === null) return proceed(visit, progress)
  const holds = (ctx: Ctx, member: Member) => mayGoOn(ctx, member, secondOf(progress.second))
  const mustProveFirst = await scope.transaction(async (ctx) => {
    const member = await lockForSignIn(ctx, memberId)
    return member !== undefined && !(await holds(ctx, member))
  })
  if (mustProveFirst) return proceed(visit, { ...progress, second: null })
  const [chosen, again] = [textOf(answer['newPassword'], 256), textOf(answer['again'], 256)]
  if (chosen !== again) return askForNewPassword(visit, progress, renewal, 400, 'different')
  const result = await attempt(() => renewPassword(scope, { memberId, setAt: new Date(passwordSetAt), password: chosen, holds }))
  if (result.ok) {
    // With another password no browser is remembered, not even this one.
    const second = progress.second?.by === 'browser' ? null : progress.second
    return proceedWith(visit, { ...progress, second, renewal: null, passwordSetAt: result.setAt.toISOString() })
  }
  if (result.reason === 'over') return askForId(visit, 401, { id: '', error: 'refused' })
  return askForNewPassword(visit, progress, renewal, result.reason === 'unavailable' ? 503 : 400, result.reason)
}

async function hasNoneToSetUp(visit: Visit, progress: Progress): Promise<boolean> {
  const { scope, memberId } = scopeOf(visit, progress)
  return (await scope.transaction((ctx) => findSecondStep(ctx, memberId))) !== 'setup'
}
