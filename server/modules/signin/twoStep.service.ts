import { randomInt } from 'node:crypto'
import type { ConnectionMethod, SecondStep, TwoStepPolicy } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findMember, lockForSignIn, type Member } from '#modules/members'
import { hasSecondStep } from '#modules/sessions'
import type { Ctx, Scope } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret } from '../../platform/ids.ts'
import { maskPhone } from '../../platform/phone.ts'
import type { Seal } from '../../platform/seal.ts'
import { totpStepOf } from '../../platform/totp.ts'
import { findStanding, type Standing } from './account.queries.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { findPhone } from './easyLogin.queries.ts'
import { selectPasskeys } from './passkey.queries.ts'
import { findPassword } from './password.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { deleteRemembered } from './remembered.queries.ts'
import { countBrowsers, isStillRemembered } from './remembered.service.ts'
import { sendTextCode, useTextCode, type TextDeps } from './textCode.service.ts'
import {
  countRecoveryCodes,
  deleteSecondSteps,
  putMailCode,
  replaceRecoveryCodes,
  selectFactors,
  takeMailCode,
  takeRecoveryCode,
  takeStep,
  upsertTwoStep,
  type Factor,
  type FactorKind,
} from './twoStep.queries.ts'
import {
  asksTwoStep,
  codeProves,
  foldCode,
  mailCode,
  makeRecoveryCodes,
  nextStepOf,
  secondStepHolds,
  type NextStep,
  type SecondProof,
  type TwoStepFacts,
} from './twoStep.rules.ts'

export type TwoStepDeps = CredentialDeps & TextDeps & { db: Db; seal: Seal }

/** A member's second steps by code that are set up. */
async function confirmedFactors(ctx: Ctx, memberId: string): Promise<Factor[]> {
  return (await selectFactors(ctx, memberId)).filter((f) => f.confirmedAt !== null)
}

/** MB-8: what stands about a member's second step, and how many ways there are to prove it by a code. */
export async function findTwoStepFacts(ctx: Ctx, member: Pick<Member, 'id'>): Promise<TwoStepFacts & { codes: number }> {
  return requireStanding(ctx, member.id)
}

/** MB-8: what a sign-in of a member asks for next: nothing, a code, or setting it up. */
export async function findSecondStep(ctx: Ctx, memberId: string): Promise<NextStep> {
  const standing = await findStanding(ctx.db, { tenant: ctx.tenant, memberId }, null)
  return standing ? nextStepOf(standing) : 'none'
}

/** The same before any transaction, with the network rules that bind the member in an app. */
export async function findStandingAtDoor(
  db: Db,
  account: { tenant: string; memberId: string },
  clientId: string,
): Promise<Standing | undefined> {
  return findStanding(db, account, clientId)
}

/** What a sign-in of a member, who is there, stands on. */
export async function requireStanding(ctx: Ctx, memberId: string): Promise<Standing> {
  const standing = await findStanding(ctx.db, { tenant: ctx.tenant, memberId }, null)
  if (!standing) throw new AppError('not_found')
  return standing
}

/** MB-8, SX-2: whether a sign-in of a member, whom the caller has locked, may go on with what was proved. `known`: what it stands on, read since. */
export async function mayGoOn(
  ctx: Ctx,
  member: Pick<Member, 'id' | 'companyId'>,
  proof: SecondProof | null,
  known?: Standing,
): Promise<boolean> {
  const standing = known ?? (await requireStanding(ctx, member.id))
  if (asksTwoStep(standing) && proof?.by === 'browser' && !(await isStillRemembered(ctx, member, proof))) return false
  if (proof?.by === 'passkey' && !standing.passkeyIds.includes(proof.passkeyId ?? '')) return false
  return secondStepHolds(standing, proof, standing.resetAt)
}

/**
 * MB-8: whether a member, whom a browser is signed in for, comes along to another app without signing in: not where a second step is asked
 * for by now and none was proved in that browser.
 */
export async function mayComeAlong(ctx: Ctx, standing: Standing, ssoId: string): Promise<boolean> {
  return !asksTwoStep(standing) || hasSecondStep(ctx, ssoId, standing.resetAt)
}

/** MB-8: gives a member recovery codes in place of those there were. @returns them, to be shown this once */
export async function newRecoveryCodes(ctx: Ctx, memberId: string): Promise<string[]> {
  const codes = makeRecoveryCodes(randomInt)
  await replaceRecoveryCodes(
    ctx,
    memberId,
    codes.map((code) => recoveryHash(memberId, code)),
  )
  return codes
}

/** MB-8: forgets what a member has set up; a sign-in under way ends with it. Nobody is signed out. */
export async function forgetSecondSteps(ctx: Ctx, member: Pick<Member, 'id' | 'companyId'>): Promise<void> {
  await upsertTwoStep(ctx, member.id, { switched_on: false, reset_at: ctx.now })
  await deleteSecondSteps(ctx, member.id)
  await deleteRemembered(ctx, member.id)
  await recordEvent(ctx, {
    action: 'member.two_step_switched_off',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
  })
}

const recoveryHash = (memberId: string, code: string) => hashSecret(`recovery:${memberId}:${foldCode(code)}`)
const mailHash = (memberId: string, code: string) => hashSecret(`mail code:${memberId}:${foldCode(code)}`)

/** `method`: by what was proved before who it is. */
type SecondStepGiven = { memberId: string; code: string; method: ConnectionMethod }

/** What {@link codeProves} asks of the first step. */
const firstStep = async (ctx: Ctx, memberId: string, method: ConnectionMethod) => ({
  method,
  byMail: (await findPassword(ctx, memberId))?.byMail ?? false,
})

/**
 * MB-8: takes a code of the authenticator app, of a text, of a mail, or a recovery code. Each works once, also when it is given many times at once.
 * @returns by what it was proved; undefined for a wrong code
 */
async function takeCode(
  ctx: Ctx,
  { seal }: Pick<TwoStepDeps, 'seal'>,
  { memberId, code, method }: SecondStepGiven,
): Promise<SecondStep | undefined> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member) return undefined
  const typed = foldCode(code)
  const factors = await confirmedFactors(ctx, memberId)
  const first = await firstStep(ctx, memberId, method)
  for (const factor of factors.filter(({ kind }) => kind === 'totp')) {
    const secret = seal.open(factor.sealed)
    const step = secret && totpStepOf(secret, typed, ctx.now)
    if (typeof step === 'number' && (await takeStep(ctx, factor.id, step))) return 'totp'
  }
  const bySms = codeProves('sms', first) && factors.some(({ kind }) => kind === 'sms')
  if (bySms && (await useTextCode(ctx, memberId, 'second', typed))) return 'sms'
  const byMail = codeProves('mail', first)
  if (byMail && (await takeMailCode(ctx, memberId, mailHash(memberId, typed), mailCode.attempts))) return 'mail'
  return (await takeRecoveryCode(ctx, memberId, recoveryHash(memberId, typed))) ? 'recovery' : undefined
}

export type Offered = {
  /** Whether an authenticator app is set up. */
  app: boolean
  /** The number that codes by SMS go to, masked; `same`: it is the one by which the member just signed in, so none does. */
  sms: { number: string; same: boolean } | null
  /** Whether there is an address; `same`: the password came to it, so that a code to it does not do. */
  mail: { same: boolean } | null
  rememberDays: number | null
}

/**
 * MB-8: what the page that asks for a code offers: of an app, by SMS to a number other than that by which they signed in, by mail, where
 * there is an address and the password did not come to it; to remember the browser, and for how long.
 */
export async function findOffered(ctx: Ctx, { texts }: TextDeps, memberId: string, method: ConnectionMethod): Promise<Offered> {
  const member = await findMember(ctx, memberId)
  if (!member) return { app: false, sms: null, mail: null, rememberDays: null }
  const factors = await confirmedFactors(ctx, memberId)
  const first = await firstStep(ctx, memberId, method)
  const phone = factors.some(({ kind }) => kind === 'sms') ? await findPhone(ctx, memberId) : undefined
  return {
    app: factors.some(({ kind }) => kind === 'totp'),
    sms: phone && texts.configured ? { number: maskPhone(phone.number), same: !codeProves('sms', first) } : null,
    mail: member.personalEmail ? { same: !codeProves('mail', first) } : null,
    rememberDays: (await findPolicy(ctx, member.companyId)).rememberDays,
  }
}

/** MB-8: sends a code by SMS, to who has set that up. @returns the number, masked @throws phone_missing, sms_unavailable, text_limit */
export async function sendSecondText(ctx: Ctx, deps: TextDeps, memberId: string): Promise<string> {
  const member = await lockForSignIn(ctx, memberId)
  const phone = member && (await findPhone(ctx, memberId))
  if (!phone || !(await confirmedFactors(ctx, memberId)).some(({ kind }) => kind === 'sms')) throw new AppError('phone_missing')
  await sendTextCode(ctx, deps, member, { purpose: 'second', number: phone.number })
  return maskPhone(phone.number)
}

/** MB-8: sends a code by mail, in place of one sent before, once a minute; none to the mailbox from which the password came. @returns false: none does */
export async function sendMailCode(ctx: Ctx, deps: TwoStepDeps, memberId: string, method: ConnectionMethod): Promise<boolean> {
  const member = await lockForSignIn(ctx, memberId)
  if (!member?.personalEmail || !codeProves('mail', await firstStep(ctx, memberId, method))) return false
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const at = (seconds: number) => new Date(ctx.now.getTime() + seconds * 1_000)
  const expiresAt = at(mailCode.minutes * 60)
  if (!(await putMailCode(ctx, memberId, mailHash(memberId, code), expiresAt, at(-mailCode.againSeconds)))) return true
  await queueAccountMail(ctx, deps, member, { kind: 'signInCode', link: `${deps.url}/`, secret: code, until: String(mailCode.minutes) })
  return true
}

export type MemberTwoStep = {
  policy: TwoStepPolicy
  switchedOn: boolean
  /** Of the authenticator app. */
  setUpAt: string | null
  /** The number is masked. */
  sms: { number: string; setUpAt: string } | null
  passkeys: { count: number; lastUsedAt: string | null }
  recoveryCodes: number
  /** Remembered ones. */
  browsers: number
}

/** Whether a member has any second step. */
export const isEnrolled = ({ setUpAt, sms, passkeys }: MemberTwoStep) => setUpAt !== null || sms !== null || passkeys.count > 0

/** MB-8: what stands about a member's 2-step verification; never a secret. */
export async function findMemberTwoStep(ctx: Ctx, member: Pick<Member, 'id' | 'companyId'>): Promise<MemberTwoStep> {
  const [{ policy, switchedOn }, factors, passkeys] = await Promise.all([
    requireStanding(ctx, member.id),
    confirmedFactors(ctx, member.id),
    selectPasskeys(ctx, member.id),
  ])
  const sinceOf = (kind: FactorKind) => factors.find((f) => f.kind === kind)?.confirmedAt?.toISOString() ?? null
  const [sms, phone] = [sinceOf('sms'), await findPhone(ctx, member.id)]
  const used = passkeys.flatMap((p) => p.lastUsedAt?.getTime() ?? [])
  return {
    policy,
    switchedOn,
    setUpAt: sinceOf('totp'),
    sms: sms && phone ? { number: maskPhone(phone.number), setUpAt: sms } : null,
    passkeys: { count: passkeys.length, lastUsedAt: used.length > 0 ? new Date(Math.max(...used)).toISOString() : null },
    recoveryCodes: await countRecoveryCodes(ctx, member.id),
    browsers: await countBrowsers(ctx, member),
  }
}

/** The scope's part of it: each check is a transaction of its own, so that a wrong code is counted. */
export async function proveSecondStep(scope: Scope, deps: TwoStepDeps, input: SecondStepGiven): Promise<SecondProof | undefined> {
  const by = await scope.transaction((ctx) => takeCode(ctx, deps, input))
  return by && { by, at: scope.now }
}
