import type { EasyLoginKind } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import type { Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { formatPhone, maskPhone, parsePhone } from '../../platform/phone.ts'
import { tellOfAdded, type CredentialDeps } from './credential.service.ts'
import { easyLocator, endEasyLogin, takeLocator } from './easyLogin.service.ts'
import { deletePhone, findLine, findLinkedPhone, findPhone, putPhone, type Phone } from './easyLogin.queries.ts'
import type { LineDeps } from './line.service.ts'
import { findPolicy } from './policy.queries.ts'
import { lockOwn, memberOf } from './self.service.ts'
import { forgetSms, hasSms } from './smsStep.service.ts'
import { sendTextCode, useTextCode, type TextDeps } from './textCode.service.ts'

/** MB-5, MB-8: by what else the acting member signs in, and what the company allows. */
export async function getOwnEasyLogin(ctx: Ctx, { texts, line }: TextDeps & LineDeps, memberId: string) {
  const member = await memberOf(ctx, memberId)
  const policy = await findPolicy(ctx, member.companyId)
  const phone = await findPhone(ctx, memberId)
  const linked = await findLine(ctx, memberId)
  return {
    sms: texts.configured,
    line: {
      available: line.configured,
      allowed: policy.easyLogin.line,
      linked: linked ? { name: linked.name, linkedAt: linked.linkedAt.toISOString() } : null,
    },
    phone: phone
      ? {
          number: formatPhone(phone.number),
          verifiedAt: phone.verifiedAt.toISOString(),
          linkedAt: phone.linkedAt?.toISOString() ?? null,
          secondStep: await hasSms(ctx, memberId),
        }
      : null,
    allowed: { phone: policy.easyLogin.phone, secondStep: policy.twoStep !== 'off' },
  }
}

/**
 * MB-5, MB-8: sends a code to a number that the acting member says is theirs. @returns the number as it was understood
 * @throws phone_invalid, sms_unavailable, easy_login_policy where nothing uses numbers, text_limit
 */
export async function sendPhoneCode(ctx: Ctx, deps: TextDeps, memberId: string, typed: string): Promise<string> {
  const member = await lockOwn(ctx, memberId)
  const number = parsePhone(typed, member.locale)
  if (!number) throw new AppError('phone_invalid')
  const { easyLogin, twoStep } = await findPolicy(ctx, member.companyId)
  if (!deps.texts.configured) throw new AppError('sms_unavailable')
  if (!easyLogin.phone && twoStep === 'off') throw new AppError('easy_login_policy')
  await sendTextCode(ctx, deps, member, { purpose: 'link', number })
  return formatPhone(number)
}

/**
 * MB-5: the number that the code went to is the acting member's, in place of another before: whose easy login and second step by SMS end
 * (SX-2). A wrong code is undefined; what is thrown leaves the code good. @throws phone_taken, easy_login_policy
 */
export async function confirmPhone(
  ctx: Ctx,
  deps: CredentialDeps,
  memberId: string,
  given: { code: string; easyLogin: boolean },
): Promise<string | undefined> {
  const member = await lockOwn(ctx, memberId)
  const number = await useTextCode(ctx, memberId, 'link', given.code)
  if (!number) return undefined
  const before = await findPhone(ctx, memberId)
  if (before && before.number !== number) await forgetNumber(ctx, member)
  const kept = before?.number === number ? before.linkedAt : null
  await putPhone(ctx, { memberId, number, verifiedAt: ctx.now, linkedAt: kept, locator: kept && easyLocator('phone', number) })
  await recordEvent(ctx, {
    action: 'member.phone_verified',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
    after: { number: maskPhone(number) },
  })
  if (given.easyLogin && !kept) await linkPhone(ctx, deps, member, { memberId, number, verifiedAt: ctx.now, linkedAt: null })
  return formatPhone(number)
}

/** MB-5: from now on the number signs in. @throws easy_login_policy, phone_taken */
async function linkPhone(ctx: Ctx, deps: CredentialDeps, member: Member, phone: Phone): Promise<void> {
  if (!(await findPolicy(ctx, member.companyId)).easyLogin.phone) throw new AppError('easy_login_policy')
  const locator = easyLocator('phone', phone.number)
  // In this order: two members who link one number at once go one after the other.
  if (!(await takeLocator(ctx, locator)) || (await findLinkedPhone(ctx, phone.number))) throw new AppError('phone_taken')
  await putPhone(ctx, { ...phone, linkedAt: ctx.now, locator })
  await recordEvent(ctx, { action: 'member.phone_login_on', companyId: member.companyId, subject: { kind: 'member', id: member.id } })
  await tellOfAdded(ctx, deps, member, 'phone')
}

async function forgetNumber(ctx: Ctx, member: Member): Promise<void> {
  await endEasyLogin(ctx, member, 'phone')
  if (await hasSms(ctx, member.id)) await forgetSms(ctx, member)
  await deletePhone(ctx, member.id)
}

/** MB-5: the acting member signs in by their confirmed number. @throws sms_unavailable, phone_missing, phone_taken, easy_login_policy */
export async function turnPhoneOn(ctx: Ctx, deps: TextDeps & CredentialDeps, memberId: string): Promise<void> {
  if (!deps.texts.configured) throw new AppError('sms_unavailable')
  const member = await lockOwn(ctx, memberId)
  const phone = await findPhone(ctx, memberId)
  if (!phone) throw new AppError('phone_missing')
  if (!phone.linkedAt) await linkPhone(ctx, deps, member, phone)
}

/** MB-5, SX-2: the acting member signs in so no longer. @returns false when it was off */
export async function turnOwnEasyLoginOff(ctx: Ctx, memberId: string, kind: EasyLoginKind): Promise<boolean> {
  return endEasyLogin(ctx, await lockOwn(ctx, memberId), kind)
}

/** MB-5: forgets the acting member's number. @returns false when there was none @throws phone_second_step while codes go to it */
export async function removePhone(ctx: Ctx, memberId: string): Promise<boolean> {
  const member = await lockOwn(ctx, memberId)
  const phone = await findPhone(ctx, memberId)
  if (!phone) return false
  if (await hasSms(ctx, memberId)) throw new AppError('phone_second_step')
  await forgetNumber(ctx, member)
  await recordEvent(ctx, {
    action: 'member.phone_removed',
    companyId: member.companyId,
    subject: { kind: 'member', id: member.id },
    before: { number: maskPhone(phone.number) },
  })
  return true
}
