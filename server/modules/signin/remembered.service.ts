import { recordEvent } from '#modules/audit'
import { requireMayActOn } from '#modules/company'
import { getReachable, type Member } from '#modules/members'
import type { Ctx } from '../../platform/context.ts'
import { hashSecret, newSecret } from '../../platform/ids.ts'
import { findPolicy } from './policy.queries.ts'
import { countRemembered, deleteRemembered, findRemembered, insertRemembered, isRemembered } from './remembered.queries.ts'
import { rememberedSince } from './remembered.rules.ts'
import type { SecondProof } from './twoStep.rules.ts'

type Of = Pick<Member, 'id' | 'companyId'>

/** MB-8: for how many days a member may have a browser remembered; null: the company does not allow it. */
async function findRememberDays(ctx: Ctx, companyId: string): Promise<number | null> {
  return (await findPolicy(ctx, companyId)).rememberDays
}

async function sinceFor(ctx: Ctx, companyId: string): Promise<Date | null> {
  return rememberedSince(await findRememberDays(ctx, companyId), ctx.now)
}

/** The cookie by which a browser is remembered, one for each account: what several members share stays apart. */
export function browserCookie(accountId: string): string {
  return `__Host-muster_browser_${hashSecret(accountId).toString('hex').slice(0, 16)}`
}

/** MB-8: remembers the browser in which a member has just proved a second step. @returns its cookie's value, this once; undefined: not allowed */
export async function rememberBrowser(
  ctx: Ctx,
  member: Of,
  seen: { ip: string | null; userAgent: string | null },
): Promise<{ secret: string; seconds: number } | undefined> {
  const days = await findRememberDays(ctx, member.companyId)
  if (days === null) return undefined
  const secret = newSecret()
  const seconds = days * 86_400
  await insertRemembered(ctx, {
    ...seen,
    memberId: member.id,
    hash: hashSecret(secret),
    expiresAt: new Date(ctx.now.getTime() + seconds * 1_000),
  })
  return { secret, seconds }
}

/** MB-8: what a browser's cookie proves of a member's second step; undefined: nothing, or no longer. */
export async function proveByBrowser(ctx: Ctx, member: Of, secret: string): Promise<SecondProof | undefined> {
  const since = await sinceFor(ctx, member.companyId)
  const at = since && (await findRemembered(ctx, member.id, hashSecret(secret), since))
  return at ? { by: 'browser', at } : undefined
}

/** SX-2: whether a browser that was found in a sign-in under way is still remembered. */
export async function isStillRemembered(ctx: Ctx, member: Of, proof: SecondProof): Promise<boolean> {
  const since = await sinceFor(ctx, member.companyId)
  return since !== null && isRemembered(ctx, member.id, proof.at, since)
}

/** MB-8: in how many browsers a member is not asked for the second step. */
export async function countBrowsers(ctx: Ctx, member: Of): Promise<number> {
  const since = await sinceFor(ctx, member.companyId)
  return since ? countRemembered(ctx, member.id, since) : 0
}

/** MB-8: a member is asked for the second step again in every browser. Nobody is signed out. @returns how many were forgotten */
export async function forgetBrowsers(ctx: Ctx, member: Of): Promise<number> {
  const browsers = await deleteRemembered(ctx, member.id)
  if (browsers > 0)
    await recordEvent(ctx, {
      action: 'member.browsers_forgotten',
      companyId: member.companyId,
      subject: { kind: 'member', id: member.id },
      before: { browsers },
    })
  return browsers
}

/** MB-8: the same by an administrator. @throws not_found, names_hidden, own_account, not_allowed_on_superior */
export async function forgetMemberBrowsers(ctx: Ctx, { companyId, memberId }: { companyId: string; memberId: string }): Promise<number> {
  const member = await getReachable(ctx, companyId, memberId)
  await requireMayActOn(ctx, companyId, memberId)
  return forgetBrowsers(ctx, { id: member.id, companyId })
}
