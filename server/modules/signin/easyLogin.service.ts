import type { ConnectionMethod, EasyLogin, EasyLoginKind } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Member } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { maskPhone } from '../../platform/phone.ts'
import { artifactHash, locate, putLocator } from './artifact.queries.ts'
import { deleteLine, findLine, findLinkedAt, findPhone, unlinkPhone } from './easyLogin.queries.ts'
import { findPolicy, sharePolicy } from './policy.queries.ts'
import { lockOther, type Of } from './twoStepOther.service.ts'

export type EasySignIn =
  | { ok: true; tenant: string; member: Member; linkedAt: Date }
  /** `refused`: one answer for a wrong code, an unknown number or account, and a member who may not sign in. */
  | { ok: false; reason: 'refused' | 'throttled' | 'app_blocked' | 'not_permitted' }

type Someone = Pick<Member, 'id' | 'companyId'>

/** What leads from a number or LINE account to the tenant of whom it signs in. */
export const easyLocator = (kind: EasyLoginKind, value: string) => artifactHash(`easy login by ${kind}`, value)
const never = new Date('9999-12-31T00:00:00Z')

/** Takes a number or LINE account for this tenant; false: it signs in somebody elsewhere, since at the door it leads to one tenant only. */
export async function takeLocator(ctx: Ctx, locator: Buffer): Promise<boolean> {
  await putLocator(ctx, locator, never)
  return (await locate(ctx.db, locator)) === ctx.tenant
}

/** MB-5: how easy login stands of a member, for an administrator. */
export async function findEasyLogin(ctx: Ctx, member: Someone): Promise<EasyLogin> {
  const { easyLogin: allowed } = await findPolicy(ctx, member.companyId)
  const line = await findLine(ctx, member.id)
  const phone = await findPhone(ctx, member.id)
  return {
    line: { allowed: allowed.line, linkedAt: line?.linkedAt.toISOString() ?? null },
    phone: {
      allowed: allowed.phone,
      linkedAt: phone?.linkedAt?.toISOString() ?? null,
      number: phone ? maskPhone(phone.number) : null,
    },
  }
}

/** MB-5, SX-2: ends signing in so for a member, and the sessions made by it, at once. @returns false when it was off */
export async function endEasyLogin(ctx: Ctx, member: Someone, kind: EasyLoginKind): Promise<boolean> {
  const ended = kind === 'phone' ? await unlinkPhone(ctx, member.id) : await deleteLine(ctx, member.id)
  if (!ended) return false
  await endSessions(ctx, { memberId: member.id, method: kind }, 'easy_login_off')
  await recordEvent(ctx, {
    action: kind === 'phone' ? 'member.phone_login_off' : 'member.line_unlinked',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
  })
  return true
}

/** MB-5, SX-2: the same by an administrator. @throws not_found, names_hidden, member_state, own_account, not_allowed_on_superior */
export async function turnEasyLoginOff(ctx: Ctx, of: Of, kind: EasyLoginKind): Promise<boolean> {
  return endEasyLogin(ctx, await lockOther(ctx, of), kind)
}

/**
 * SX-2: whether a sign-in by LINE or phone still holds for the member, whom the caller has locked: the company allows it, until the commit,
 * and it is linked as it was when it was proved. Every other method holds as far as this goes.
 */
export async function easyLoginHolds(
  ctx: Ctx,
  member: Someone,
  proof: { method: ConnectionMethod; linkedAt: Date | null },
): Promise<boolean> {
  const { method, linkedAt } = proof
  if (method !== 'line' && method !== 'phone') return true
  if (!(await sharePolicy(ctx, member.companyId)).easyLogin[method]) return false
  return linkedAt !== null && (await findLinkedAt(ctx, member.id, method))?.getTime() === linkedAt.getTime()
}
