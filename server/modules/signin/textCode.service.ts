import { randomInt } from 'node:crypto'
import { getCompany } from '#modules/company'
import type { Member } from '#modules/members'
import type { Texts } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { hashSecret } from '../../platform/ids.ts'
import { countTextTry, putTextCode, takeTextCode, type TextPurpose } from './textCode.queries.ts'
import { textCode } from './textCode.rules.ts'
import { textCodeTexts } from './textCode.texts.ts'
import { foldCode } from './twoStep.rules.ts'

export type TextDeps = { texts: Texts }

const hashOf = (memberId: string, purpose: TextPurpose, code: string) => hashSecret(`text ${purpose}:${memberId}:${foldCode(code)}`)
/** What is asked for at the door is counted apart: whoever asks there keeps nobody from their second step. */
const countedWith = (purpose: TextPurpose): readonly string[] => (purpose === 'door' ? ['door'] : ['link', 'second'])

/**
 * MB-5, MB-8: sends a member a code by SMS, in place of one sent before, once a minute. It is sent while it works, and not later.
 * @throws sms_unavailable, text_limit
 */
export async function sendTextCode(
  ctx: Ctx,
  { texts }: TextDeps,
  member: Pick<Member, 'id' | 'companyId' | 'locale'>,
  to: { purpose: TextPurpose; number: string },
): Promise<void> {
  if (!texts.configured) throw new AppError('sms_unavailable')
  const { purpose, number } = to
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  const at = (seconds: number) => new Date(ctx.now.getTime() + seconds * 1_000)
  const expiresAt = at(textCode.minutes * 60)
  const kept = { number, hash: hashOf(member.id, purpose, code), expiresAt }
  if (!(await putTextCode(ctx, { memberId: member.id, purpose }, kept, at(-textCode.againSeconds)))) return
  const company = (await getCompany(ctx, member.companyId)).name.replaceAll(/\s+/g, ' ').trim().slice(0, 40)
  const text = textCodeTexts[member.locale][purpose]
    .replace('{minutes}', String(textCode.minutes))
    .replace('{code}', code)
    .replace('{company}', () => company)
  const promised = { companyId: member.companyId, memberId: member.id, kind: purpose, number, text, expiresAt }
  if (!(await texts.queue(ctx, promised, { perDay: textCode.perDay, kinds: countedWith(purpose) }))) throw new AppError('text_limit')
}

/**
 * MB-5, MB-8: takes a code that was sent by SMS: once, also when it is given many times at once. At the door a wrong one is counted for its
 * number before anyone is looked up, and nothing more is written of a number that is known (SX-4). @returns the number it went to
 */
export async function useTextCode(ctx: Ctx, memberId: string, purpose: TextPurpose, code: string): Promise<string | undefined> {
  const of = { memberId, purpose }
  const number = await takeTextCode(ctx, of, hashOf(memberId, purpose, code), textCode.attempts)
  if (number === undefined && purpose !== 'door') await countTextTry(ctx, of)
  return number
}
