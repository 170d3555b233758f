import type { AllowedApp } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findMember } from '#modules/members'
import { endSessions } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { selectAppNames } from './app.queries.ts'
import { isAllowed } from './app.rules.ts'
import { deleteConsent, findConsent, selectConsents, shareConsent, upsertConsent } from './consent.queries.ts'

/** SX-1: whether a member has allowed an app all that it asks for. */
export async function hasAllowed(ctx: Ctx, memberId: string, appId: string, asked: readonly string[]): Promise<boolean> {
  return isAllowed(await findConsent(ctx, memberId, appId), asked)
}

/**
 * SX-2: whether an app is still registered and allowed all that it asks for, until the caller's commit: deleting it, or taking back what was
 * allowed, waits for that, and ends what was connected.
 */
export async function holdApp(ctx: Ctx, memberId: string, appId: string, asked: readonly string[]): Promise<boolean> {
  return isAllowed(await shareConsent(ctx, memberId, appId), asked)
}

/** SX-1: keeps what a member allows an app, beside what they have allowed before, until they take it back. */
export async function allow(
  ctx: Ctx,
  member: { id: string; companyId: string },
  { id: appId, name }: { id: string; name: string },
  asked: readonly string[],
): Promise<void> {
  const before = await findConsent(ctx, member.id, appId)
  const scopes = [...new Set([...(before ?? []), ...asked])].toSorted()
  await upsertConsent(ctx, member.id, appId, scopes)
  if (isAllowed(before, asked)) return
  await recordEvent(ctx, {
    action: 'app.allowed',
    companyId: member.companyId,
    subject: { kind: 'app', id: appId },
    after: { name, scopes },
  })
}

/** The apps that the acting member has allowed. */
export async function listAllowed(ctx: Ctx, memberId: string): Promise<AllowedApp[]> {
  const member = await findMember(ctx, memberId)
  if (!member) throw new AppError('not_signed_in')
  return (await selectConsents(ctx, member)).map((row) => ({ ...row, allowedAt: row.allowedAt.toISOString() }))
}

/** SX-2: takes back what the acting member allowed an app; its connections end. @returns how many @throws not_found */
export async function takeBack(ctx: Ctx, member: { memberId: string; companyId: string }, appId: string): Promise<number> {
  if (!(await deleteConsent(ctx, member.memberId, appId))) throw new AppError('not_found')
  const name = (await selectAppNames(ctx, [appId])).get(appId) ?? null
  const ended = await endSessions(ctx, { memberId: member.memberId, appId }, 'signed_out')
  await recordEvent(ctx, {
    action: 'app.taken_back',
    companyId: member.companyId,
    subject: { kind: 'app', id: appId },
    after: { name, connections: ended.length },
  })
  return ended.length
}
