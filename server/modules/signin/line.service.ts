import type { Surface } from '@muster/contract'
import { recordEvent } from '#modules/audit'
import { findMember, isPermitted, maySignIn, mayUseSurface, permittedSurfaces } from '#modules/members'
import { systemActor, type Ctx, type Scopes } from '../../platform/context.ts'
import { doorTenant, type Db } from '../../platform/db.ts'
import { AppError } from '../../platform/errors.ts'
import type { LineClient, LineUser } from '../../platform/line.ts'
import { locate } from './artifact.queries.ts'
import { tellOfAdded, type CredentialDeps } from './credential.service.ts'
import { easyLocator, endEasyLogin, takeLocator, type EasySignIn } from './easyLogin.service.ts'
import { findLine, findLineOf, insertLine } from './easyLogin.queries.ts'
import { findPolicy } from './policy.queries.ts'
import { lockOwn, memberOf } from './self.service.ts'

export type LineDeps = { line: LineClient }

/** MB-5: whether the acting member may link a LINE account. @throws line_unavailable, easy_login_policy */
export async function requireMayLink(ctx: Ctx, { line }: LineDeps, memberId: string): Promise<void> {
  if (!line.configured) throw new AppError('line_unavailable')
  const { companyId } = await memberOf(ctx, memberId)
  if (!(await findPolicy(ctx, companyId)).easyLogin.line) throw new AppError('easy_login_policy')
}

/**
 * MB-5, SX-2: the acting member's LINE account, in place of another before, whose sessions end. One signs in one member only.
 * @throws line_unavailable, easy_login_policy, line_taken
 */
export async function linkLine(ctx: Ctx, deps: LineDeps & CredentialDeps, memberId: string, { subject, name }: LineUser): Promise<void> {
  const member = await lockOwn(ctx, memberId)
  await requireMayLink(ctx, deps, memberId)
  const locator = easyLocator('line', subject)
  // In this order: two members who link one account at once go one after the other.
  const mine = await takeLocator(ctx, locator)
  const found = await findLineOf(ctx, subject)
  if (!mine || (found && found.memberId !== memberId)) throw new AppError('line_taken')
  if (found) return
  if (await findLine(ctx, memberId)) await endEasyLogin(ctx, member, 'line')
  await insertLine(ctx, { memberId, subject, name, locator })
  await recordEvent(ctx, { action: 'member.line_linked', companyId: member.companyId, subject: { kind: 'member', id: memberId } })
  await tellOfAdded(ctx, deps, member, 'line')
}

/** MB-5, SX-4: whom a LINE account signs in; one answer for one that is linked to nobody and a member who may not sign in. */
export async function signInByLine(
  { db, scopes }: { db: Db; scopes: Scopes },
  input: { subject: string; surface: Surface; clientId: string; ip: string | null },
): Promise<EasySignIn> {
  const tenant = (await locate(db, easyLocator('line', input.subject))) ?? doorTenant
  const scope = scopes(tenant, { ...systemActor('signin'), ip: input.ip })
  const { line, member, policy, allowed } = await scope.transaction(async (ctx) => {
    const found = await findLineOf(ctx, input.subject)
    const who = await findMember(ctx, found?.memberId ?? doorTenant)
    const nobody = { companyId: doorTenant, permissionId: null, userTypeId: null }
    return {
      line: found,
      member: who,
      policy: await findPolicy(ctx, who?.companyId ?? doorTenant),
      allowed: await permittedSurfaces(ctx, who ?? nobody),
    }
  })
  if (!line || !member || !policy.easyLogin.line || !maySignIn(member, scope.now)) return { ok: false, reason: 'refused' }
  if (!mayUseSurface(member, input.surface)) return { ok: false, reason: 'app_blocked' }
  if (!isPermitted(allowed, input.surface, input.clientId)) return { ok: false, reason: 'not_permitted' }
  return { ok: true, tenant, member, linkedAt: line.linkedAt }
}
