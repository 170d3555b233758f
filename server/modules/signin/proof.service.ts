import type { PasskeyAnswer } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findMember } from '#modules/members'
import { findProof, markProved } from '#modules/sessions'
import { doorTenant } from '../../platform/db.ts'
import type { Ctx, Scope, Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { isPassword } from '../../platform/hashing.ts'
import { hashSecret } from '../../platform/ids.ts'
import { subOf } from './account.rules.ts'
import { provePasskey } from './passkey.service.ts'
import { countAttempts, findPassword } from './password.queries.ts'
import { throttle } from './password.rules.ts'
import { countSecondTry } from './password.service.ts'
import { provedUntil } from './proof.rules.ts'
import { findMemberTwoStep, isEnrolled, proveSecondStep, type TwoStepDeps } from './twoStep.service.ts'

/** The acting member, and how their requests reach the database. */
export type Own = { scope: Scope; scopes: Scopes; memberId: string; connectionId: string }

/** Who has only the session does not get at what is behind it: tries are counted before the password is looked at. @throws password_wrong, too_many_requests */
export async function provePassword({ scope, scopes, memberId }: Own, password: string): Promise<Date> {
  const key = hashSecret(`own password:${subOf(scope.tenant, memberId)}`)
  const most = throttle.perAccount
  const [tries = 0] = await scopes(doorTenant, scope.actor).transaction((ctx) =>
    countAttempts(ctx, [{ key, most }], throttle.windowMinutes),
  )
  if (tries > most) throw new AppError('too_many_requests')
  const known = await scope.transaction((ctx) => findPassword(ctx, memberId))
  if (!known || !(await isPassword(known.hash, password))) throw new AppError('password_wrong')
  return known.setAt
}

/** What proves a second step: a code, or what a passkey answers to the question that the session asked. */
export type Given = { code?: string | undefined; passkey?: PasskeyAnswer | undefined }

/** MB-8: the same with a second step. @throws code_wrong, passkey_refused, too_many_requests */
export async function proveSecond({ scope, scopes, memberId, connectionId }: Own, deps: TwoStepDeps, given: Given): Promise<void> {
  const tooMany = await scopes(doorTenant, scope.actor).transaction((ctx) => countSecondTry(ctx, subOf(scope.tenant, memberId)))
  if (tooMany) throw new AppError('too_many_requests')
  if (!given.passkey) {
    if (!(await proveSecondStep(scope, deps, { memberId, code: given.code ?? '', method: 'password' }))) throw new AppError('code_wrong')
    return
  }
  const asking = { scope, memberId, purpose: 'proof', askedIn: connectionId } as const
  if (!(await provePasskey(deps, asking, given.passkey))) throw new AppError('passkey_refused')
}

/** MB-8: a dangerous act asks for a proof of who it is, at most 15 minutes old. @throws reauth_required */
export async function requireProof(ctx: Ctx, connectionId: string): Promise<void> {
  if (!provedUntil(await findProof(ctx, connectionId), ctx.now)) throw new AppError('reauth_required')
}

type Proved = { until: string | null; password: boolean; code: boolean; sms: boolean; passkey: boolean }

/** MB-8: until when dangerous acts are open in the connection, and what a member is asked for to open them. */
export async function getProof(ctx: Ctx, { memberId, connectionId }: Pick<Own, 'memberId' | 'connectionId'>): Promise<Proved> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  const twoStep = await findMemberTwoStep(ctx, member)
  return {
    until: provedUntil(await findProof(ctx, connectionId), ctx.now)?.toISOString() ?? null,
    password: (await findPassword(ctx, memberId)) !== undefined,
    code: isEnrolled(twoStep),
    passkey: twoStep.passkeys.count > 0,
    sms: twoStep.sms !== null,
  }
}

/**
 * MB-8: proves again who it is, by all that the member has: password, and a second step where one is set up: a code, or a passkey.
 * @throws reauth_required for a member who has neither, password_wrong, code_wrong, passkey_refused, too_many_requests, not_signed_in
 */
export async function proveAgain(own: Own, deps: TwoStepDeps, given: Given & { password?: string | undefined }): Promise<Proved> {
  const asked = await own.scope.transaction((ctx) => getProof(ctx, own))
  if (!asked.password && !asked.code) throw new AppError('reauth_required')
  if (asked.password) await provePassword(own, given.password ?? '')
  if (asked.code) await proveSecond(own, deps, given)
  return own.scope.transaction(async (ctx) => {
    await markProved(ctx, own.connectionId)
    const { companyId } = (await findMember(ctx, own.memberId)) ?? {}
    if (companyId) await recordEvent(ctx, { action: 'connection.proved', companyId, subject: { kind: 'connection', id: own.connectionId } })
    return getProof(ctx, own)
  })
}
