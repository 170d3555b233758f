import { recordSignIn } from '#modules/activity'
import { recordEvent } from '#modules/audit'
import { dayAt, getCompany } from '#modules/company'
import { holdPermission, lockForSignIn, markSignedIn, mayUseSurface, type Member } from '#modules/members'
import { openConnection } from '#modules/sessions'
import { commandClient, type Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { findStanding, type Standing } from './account.queries.ts'
import { actingAs } from './acting.service.ts'
import { holdApp } from './consent.service.ts'
import { easyLoginHolds } from './easyLogin.service.ts'
import type { Admission } from './admission.service.ts'
import { tellOfNewSignIn, type FamiliarDeps } from './familiar.service.ts'
import { mayEnterAlone } from './passkeyAlone.service.ts'
import { forgetByMail } from './password.queries.ts'
import type { Proof } from './progress.rules.ts'
import { mayComeAlong, mayGoOn } from './twoStep.service.ts'

export type Connect = {
  connectionId: string
  memberId: string
  clientId: string
  surface: Surface
  ssoId: string
  ip: string | null
  userAgent: string | null
  /** What the member has just proved; null: they came along on the browser's single sign-on. */
  proof: Proof | null
  /** Of an app that a company registered: which company, and what is asked of the member. */
  app: { companyId: string; asked: readonly string[] } | null
  /** A device let in by the code it shows: the connection is its own, and not of the browser in which the member lets it in. */
  byCode: boolean
}

export type ConnectDeps = FamiliarDeps & { admission: Admission }

/**
 * Signs a member in to an app, in one transaction: locks the member and checks the state, registers the browser's single sign-on and
 * the connection, and counts the day (AU-1) when the sign-in was interactive. One to the console, or by the command, is on record (P-4). An earlier connection of the same app in the same
 * browser ends with it. A sign-in from a new device or country is told to the member (MB-11). False: the member may not sign in, or not from there, or the single sign-on was ended, or password or second
 * step changed meanwhile; or the app is gone, another company's, or not allowed (any more) by the member.
 */
export async function connect(ctx: Ctx, deps: ConnectDeps, c: Connect): Promise<boolean> {
  const member = await lockForSignIn(ctx, c.memberId)
  if (!member || !mayUseSurface(member, c.surface)) return false
  // Sent together: none needs another's answer.
  const [permitted, standing, company] = await Promise.all([
    holdPermission(ctx, member, c.surface, c.clientId),
    findStanding(ctx.db, { tenant: ctx.tenant, memberId: member.id }, c.clientId),
    getCompany(ctx, member.companyId),
  ])
  if (!permitted || !standing || !(await deps.admission.admitsWithin(ctx, standing, c.ip))) return false
  if (c.app && !(member.companyId === c.app.companyId && (await holdApp(ctx, member.id, c.clientId, c.app.asked)))) return false
  if (!(await (c.proof ? stillHolds(ctx, member, standing, c.proof) : mayComeAlong(ctx, standing, c.ssoId)))) return false
  const sso = await openConnection(ctx, {
    ...c,
    companyId: member.companyId,
    method: c.proof?.method ?? null,
    secondStep: c.proof?.second?.by ?? null,
    provedAt: c.proof && ctx.now,
  })
  if (!sso) return false
  if (c.proof?.passwordSetAt && c.proof.second) await forgetByMail(ctx, member.id)
  if (c.clientId === 'console' || c.clientId === commandClient)
    await recordEvent(actingAs(ctx, member, c.connectionId), {
      action: 'connection.signed_in',
      companyId: member.companyId,
      subject: { kind: 'connection', id: c.connectionId },
    })
  // A device is told of even where its code was entered in a browser that is known: it stands somewhere else.
  if (c.proof || c.byCode) await tellOfNewSignIn(ctx, deps, member, { ...c, isKnownBrowser: !sso.isNew && !c.byCode })
  if (c.proof) {
    await markSignedIn(ctx, member)
    await recordSignIn(ctx, { memberId: member.id, companyId: member.companyId, surface: c.surface, day: dayAt(company.zones, ctx.now) })
  }
  return true
}

/** SX-2: whether what was proved in a sign-in under way still counts for the member, whom the caller has locked. */
async function stillHolds(ctx: Ctx, member: Pick<Member, 'id' | 'companyId'>, standing: Standing, proof: Proof): Promise<boolean> {
  if (proof.passwordSetAt && standing.passwordSetAt?.getTime() !== proof.passwordSetAt.getTime()) return false
  if (!(await easyLoginHolds(ctx, member, proof))) return false
  if (proof.method === 'passkey' && !(await mayEnterAlone(ctx, member.companyId))) return false
  return mayGoOn(ctx, member, proof.second, standing)
}
