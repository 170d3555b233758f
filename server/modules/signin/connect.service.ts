import { recordSignIn } from '#modules/activity'
import { recordEvent } from '#modules/audit'
import { dayAt, getCompany } from '#modules/company'
import { holdPermission, lockForSignIn, markSignedIn, mayUseSurface } from '#modules/members'
import { createConnection, registerSso, replaceConnection } from '#modules/sessions'
import type { Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { actingAs } from './acting.service.ts'
import { isStillPassword } from './password.service.ts'
import type { SecondProof } from './twoStep.rules.ts'
import { mayGoOn } from './twoStep.service.ts'

export type Connect = {
  connectionId: string
  memberId: string
  clientId: string
  surface: Surface
  ssoId: string
  ip: string | null
  userAgent: string | null
  /** When the password was set that the member has just given; null: they came along on the browser's single sign-on. */
  passwordSetAt: Date | null
  /** MB-8: by what it was proved a second time; null: it was not. */
  second: SecondProof | null
}

/**
 * Signs a member in to an app, in one transaction: locks the member and checks the state, registers the browser's single sign-on and
 * the connection, and counts the day (AU-1) when the sign-in was interactive. One to the console is on record (P-4). An earlier connection of the same app in the same
 * browser ends with it. False: the member may not sign in, or the single sign-on was ended, or password or second
 * step changed meanwhile.
 */
export async function connect(ctx: Ctx, c: Connect): Promise<boolean> {
  const member = await lockForSignIn(ctx, c.memberId)
  if (!member || !mayUseSurface(member, c.surface)) return false
  if (!(await holdPermission(ctx, member, c.surface, c.clientId))) return false
  if (c.passwordSetAt && !(await isStillPassword(ctx, c.memberId, c.passwordSetAt))) return false
  if (c.passwordSetAt && !(await mayGoOn(ctx, member, c.second))) return false
  if (!(await registerSso(ctx, c.ssoId, c.memberId))) return false
  await replaceConnection(ctx, { ssoId: c.ssoId, clientId: c.clientId })
  await createConnection(ctx, { ...c, companyId: member.companyId, method: 'password', secondStep: c.second?.by ?? null })
  if (c.clientId === 'console')
    await recordEvent(actingAs(ctx, member, c.connectionId), {
      action: 'connection.signed_in',
      companyId: member.companyId,
      subject: { kind: 'connection', id: c.connectionId },
    })
  if (c.passwordSetAt) {
    await markSignedIn(ctx, member)
    const company = await getCompany(ctx, member.companyId)
    await recordSignIn(ctx, { memberId: member.id, companyId: member.companyId, surface: c.surface, day: dayAt(company.zones, ctx.now) })
  }
  return true
}
