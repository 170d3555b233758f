import { recordEvent } from '#modules/audit'
import { findRole } from '#modules/company'
import { findMember, isPermitted, lockForSignIn, maySignIn, mayUseSurface, suspendMember, type Member } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { PasswordPolicy, PasswordProblem, Surface } from '@muster/contract'
import { doorTenant, type Db } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scope, type Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashPassword, isPassword } from '../../platform/hashing.ts'
import { isWidelyKnown } from '../../platform/knownPasswords.ts'
import { hashSecret } from '../../platform/ids.ts'
import { actingAs } from './acting.service.ts'
import {
  countAttempts,
  countFailure,
  findPassword,
  forgetFailures,
  selectFormer,
  settlePassword,
  tryPassword,
  upsertPassword,
  upsertPasswords,
} from './password.queries.ts'
import { parseMemberId, throttle, type RenewalReason } from './password.rules.ts'
import { findPolicy } from './policy.queries.ts'
import { isExpired, passwordProblem, suspends } from './policy.rules.ts'

/** Gives members a password by its hash (from {@link hashPassword}). */
export async function setPasswords(ctx: Ctx, members: { id: string; companyId: string }[], hash: string): Promise<void> {
  await upsertPasswords(
    ctx,
    members.map((m) => m.id),
    hash,
  )
  for (const m of members)
    await recordEvent(ctx, { action: 'member.password_set', companyId: m.companyId, subject: { kind: 'member', id: m.id } })
}

let standIn: Promise<string> | undefined

/** A hash nobody's password has, for IDs that do not exist: their attempts cost the same (SX-4). */
function standInHash(): Promise<string> {
  standIn ??= hashPassword(crypto.randomUUID()).catch((err: unknown) => {
    standIn = undefined
    throw err
  })
  return standIn
}

export type SignInResult =
  /** `renewal`: right, but a new password is chosen before the sign-in goes on (MB-4), for this reason. `setAt`: which password it was. */
  | { ok: true; tenant: string; memberId: string; renewal: RenewalReason | null; setAt: Date }
  /** `refused`: one answer for a wrong password, an unknown ID and a member who may not sign in. */
  | { ok: false; reason: 'refused' | 'throttled' | 'app_blocked' | 'not_permitted' }

/**
 * SX-4: checks an ID and password for a surface. Attempts are counted per account and address before anyone is looked up; an
 * unknown ID goes through the same steps, at the same cost, and gets the same answer.
 */
export async function checkPassword(
  db: Db,
  scopes: Scopes,
  input: { id: string; password: string; surface: Surface; clientId: string; ip: string | null },
): Promise<SignInResult> {
  const door = scopes(doorTenant, { ...systemActor('signin'), ip: input.ip })
  const address = hashSecret(`address:${input.ip ?? 'none'}`)
  const other = hashSecret(`account:${input.id.slice(0, 400)}`)
  const tried = await tryPassword({ db, now: door.now }, { id: parseMemberId(input.id), other, address }, throttle)
  if (tried.perAccount > throttle.perAccount || tried.perAddress > throttle.perAddress) return { ok: false, reason: 'throttled' }

  const scope: Scope = scopes(tried.tenant ?? doorTenant, door.actor)
  const matches = await isPassword(tried.password?.hash ?? (await standInHash()), input.password)
  const member = tried.member && maySignIn(tried.member, scope.now) ? tried.member : undefined
  if (!matches || !tried.password || !member) {
    await noteFailure(scope, { memberId: member?.id, policy: tried.policy, accountKey: tried.account })
    return { ok: false, reason: 'refused' }
  }
  if (!mayUseSurface(member, input.surface)) return { ok: false, reason: 'app_blocked' }
  if (!isPermitted(tried.allowed, input.surface, input.clientId)) return { ok: false, reason: 'not_permitted' }
  await settlePassword(db, { account: tried.account, address })
  const { changeReason, setAt, failures } = tried.password
  if (failures > 0) await scope.transaction((ctx) => forgetFailures(ctx, member.id))
  const renewal = changeReason ?? (isExpired(tried.policy, setAt, scope.now) ? 'expired' : null)
  return { ok: true, tenant: scope.tenant, memberId: member.id, renewal, setAt }
}

type Failed = { memberId: string | undefined; policy: Pick<PasswordPolicy, 'attempts'>; accountKey: Buffer }

/**
 * MB-4: counts a failed sign-in; as many in a row as the company allows suspend the member. For nobody (undefined), and for who may not sign
 * in at all, it costs the same (SX-4). MB-13: a Super Admin is not suspended: the account's attempts are counted apart and delayed, ever longer.
 */
async function noteFailure(scope: Scope, { memberId, policy, accountKey }: Failed): Promise<void> {
  const failures = await scope.transaction((ctx) => countFailure(ctx, memberId ?? doorTenant, accountKey))
  if (!memberId || !suspends(policy, failures)) return
  await scope.transaction(async (ctx) => {
    if ((await findRole(ctx, memberId)) === 'super_admin') return
    await suspendMember(ctx, memberId, 'sign_in_failures')
    await forgetFailures(ctx, memberId)
  })
}

/** SX-2: whether a password that was given and set then is still the member's, whom the caller has locked: a sign-in under way ends with it. */
async function isStillPassword(ctx: Ctx, memberId: string, setAt: Date): Promise<boolean> {
  return (await findPassword(ctx, memberId))?.setAt.getTime() === setAt.getTime()
}

/** MB-4: why a chosen password is not taken; `over`: it was changed, or the member lost access, meanwhile. */
export type Renewal = { ok: true; setAt: Date } | { ok: false; reason: PasswordProblem | 'over' }

type NewPassword = {
  memberId: string
  setAt: Date
  password: string
  keep?: string
  holds?: (ctx: Ctx, member: Member) => Promise<boolean>
}

/**
 * MB-4: the member, who has just given the password (set at `setAt`), chooses a new one; every session made with the old one ends, but
 * the one by which they ask for it. Refused when it is not what the company asks for, and when it was changed meanwhile. `holds`: whether
 * what was proved besides still counts, asked with the member locked.
 */
export async function renewPassword(
  scope: Scope,
  { memberId, setAt, password, keep, holds = async () => true }: NewPassword,
): Promise<Renewal> {
  const old = await scope.transaction((ctx) => findPassword(ctx, memberId))
  if (old?.setAt.getTime() !== setAt.getTime()) return { ok: false, reason: 'over' }
  const problem = await problemOf(scope, memberId, password)
  if (problem) return { ok: false, reason: problem }
  const hash = await hashPassword(password)
  return scope.transaction(async (ctx): Promise<Renewal> => {
    const member = await lockForSignIn(ctx, memberId)
    if (!member || !(await isStillPassword(ctx, memberId, setAt)) || !(await holds(ctx, member))) return { ok: false, reason: 'over' }
    await endSessions(ctx, keep === undefined ? { memberId } : { memberId, but: keep }, 'password_changed')
    await upsertPassword(ctx, memberId, hash, null)
    const own = actingAs(ctx, member, keep ?? '')
    await recordEvent(own, { action: 'member.password_changed', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
    return { ok: true, setAt: ctx.now }
  })
}

/** MB-4: why this member cannot have this password; null: they can. Compares with earlier ones by hashing: never inside a transaction. */
async function problemOf(scope: Scope, memberId: string, password: string): Promise<PasswordProblem | null> {
  const known = await scope.transaction(async (ctx) => {
    const member = await findMember(ctx, memberId)
    const policy = (await findPolicy(ctx, member?.companyId ?? doorTenant)).password
    return { member, policy, old: await findPassword(ctx, memberId), former: await selectFormer(ctx, memberId, policy.reuse) }
  })
  const problem = passwordProblem(known.policy, password, known.member ? [known.member.login] : [], isWidelyKnown)
  if (problem) return problem
  if (known.old && (await isPassword(known.old.hash, password))) return 'same'
  for (const hash of known.former) if (await isPassword(hash, password)) return 'reused'
  return null
}

/** MB-4: checks a password that is given to somebody. @throws password_refused naming the problem */
export async function requireGoodPassword(scope: Scope, memberId: string, password: string): Promise<void> {
  const problem = await problemOf(scope, memberId, password)
  if (problem) throw new AppError('password_refused', { problem })
}

/** MB-8: counts a try of a second step; true: there were too many, whatever the code. */
export async function countSecondTry(ctx: Ctx, accountId: string): Promise<boolean> {
  const most = throttle.perAccount
  const [tries = 0] = await countAttempts(ctx, [{ key: hashSecret(`second:${accountId}`), most }], throttle.windowMinutes)
  return tries > most
}
