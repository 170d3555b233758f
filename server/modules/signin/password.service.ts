import { availableParallelism } from 'node:os'
import { hash as argonHash, verify as argonVerify } from '@node-rs/argon2'
import { recordEvent } from '#modules/audit'
import { locateDomain } from '#modules/company'
import { findByLogin, lockForSignIn, maySignIn, mayUseSurface, permittedSurfaces, isPermitted, type Member } from '#modules/members'
import { endSessions } from '#modules/sessions'
import { passwordLengthOk, type Surface } from '@muster/contract'
import { doorTenant, type Db } from '../../platform/db.ts'
import { systemActor, type Ctx, type Scope, type Scopes } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret } from '../../platform/ids.ts'
import { countAttempts, findPassword, forgetAttempts, uncountAttempt, upsertPassword, upsertPasswords } from './password.queries.ts'
import { parseMemberId, throttle } from './password.rules.ts'

/** OWASP's argon2id setting: 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** Hashing is admitted, as many at once as there are cores; the rest wait in line, and past that are turned away. */
const gate = { running: 0, waiting: [] as (() => void)[], maxWaiting: 256 }

async function admitted<T>(work: () => Promise<T>): Promise<T> {
  if (gate.running >= availableParallelism()) {
    if (gate.waiting.length >= gate.maxWaiting) throw new AppError('unavailable')
    await new Promise<void>((resolve) => gate.waiting.push(resolve))
  }
  gate.running++
  try {
    return await work()
  } finally {
    gate.running--
    gate.waiting.shift()?.()
  }
}

/** Hashes a password with argon2id. Slow on purpose: never inside a transaction. @throws input_invalid for a wrong length (MB-4) */
export async function hashPassword(password: string): Promise<string> {
  if (!passwordLengthOk(password)) throw new AppError('input_invalid', { issues: [{ path: 'password', message: '8 to 64 characters' }] })
  return admitted(() => argonHash(password.normalize('NFKC'), cost))
}

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
  standIn ??= argonHash(crypto.randomUUID(), cost)
  return standIn
}

export type SignInResult =
  /** `mustChange`: right, but a new password is chosen before the sign-in goes on (MB-4). `setAt`: which password it was. */
  | { ok: true; tenant: string; member: Member; mustChange: boolean; setAt: Date }
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
  const parsed = parseMemberId(input.id)
  const door = scopes(doorTenant, { ...systemActor('signin'), ip: input.ip })
  const addressKey = hashSecret(`address:${input.ip ?? 'none'}`)
  const place = await locateDomain(db, parsed?.domain ?? '')
  // By company: an alias domain leads to the same account, and gives no attempts of its own.
  const accountKey = hashSecret(`account:${parsed ? `${parsed.login}@${place?.companyId ?? parsed.domain}` : input.id.slice(0, 400)}`)
  const [perAccount = 0, perAddress = 0] = await door.transaction((ctx) =>
    countAttempts(ctx, [accountKey, addressKey], throttle.windowMinutes),
  )
  if (perAccount > throttle.perAccount || perAddress > throttle.perAddress) return { ok: false, reason: 'throttled' }

  const scope: Scope = scopes(place?.tenant ?? doorTenant, door.actor)
  const found = await scope.transaction(async (ctx) => {
    const member = await findByLogin(ctx, place?.companyId ?? doorTenant, parsed?.login ?? '')
    const nobody = { companyId: doorTenant, permissionId: null, userTypeId: null }
    return {
      member,
      password: await findPassword(ctx, member?.id ?? doorTenant),
      allowed: await permittedSurfaces(ctx, member ?? nobody),
    }
  })
  const hash = found.password?.hash ?? (await standInHash())
  const matches = await admitted(() => argonVerify(hash, input.password.normalize('NFKC')))
  if (!matches || !found.password || !found.member || !maySignIn(found.member, scope.now)) return { ok: false, reason: 'refused' }
  if (!mayUseSurface(found.member, input.surface)) return { ok: false, reason: 'app_blocked' }
  if (!isPermitted(found.allowed, input.surface, input.clientId)) return { ok: false, reason: 'not_permitted' }
  await door.transaction(async (ctx) => {
    await forgetAttempts(ctx, accountKey)
    await uncountAttempt(ctx, addressKey)
  })
  const { mustChange, setAt } = found.password
  return { ok: true, tenant: scope.tenant, member: found.member, mustChange, setAt }
}

/** SX-2: whether a password that was given and set then is still the member's, whom the caller has locked: a sign-in under way ends with it. */
export async function isStillPassword(ctx: Ctx, memberId: string, setAt: Date): Promise<boolean> {
  return (await findPassword(ctx, memberId))?.setAt.getTime() === setAt.getTime()
}

export type Renewal = { ok: true; setAt: Date } | { ok: false; reason: 'length' | 'same' | 'over' }

/**
 * MB-4: the member, who has just given the password that must be changed (set at `setAt`), chooses a new one; every session made with the old one ends.
 * Refused for a wrong length, for the same password again, and when it was changed or the member lost access meanwhile.
 */
export async function renewPassword(scope: Scope, memberId: string, setAt: Date, password: string): Promise<Renewal> {
  if (!passwordLengthOk(password)) return { ok: false, reason: 'length' }
  const old = await scope.transaction((ctx) => findPassword(ctx, memberId))
  if (!old?.mustChange || old.setAt.getTime() !== setAt.getTime()) return { ok: false, reason: 'over' }
  if (await admitted(() => argonVerify(old.hash, password.normalize('NFKC')))) return { ok: false, reason: 'same' }
  const hash = await hashPassword(password)
  return scope.transaction(async (ctx): Promise<Renewal> => {
    const member = await lockForSignIn(ctx, memberId)
    if (!member || !(await isStillPassword(ctx, memberId, setAt))) return { ok: false, reason: 'over' }
    await endSessions(ctx, { memberId }, 'password_changed')
    await upsertPassword(ctx, memberId, hash, false)
    await recordEvent(ctx, { action: 'member.password_changed', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
    return { ok: true, setAt: ctx.now }
  })
}
