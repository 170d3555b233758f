import { connectionDays, type NewSignIn } from '@muster/contract'
import { getCompany, zoneAt } from '#modules/company'
import type { Member } from '#modules/members'
import { describeSignIn, notifyMember } from '#modules/notifications'
import type { Ctx } from '../../platform/context.ts'
import type { Places } from '../../platform/place.ts'
import { environmentOf, familyOf } from '../../platform/userAgent.ts'
import { queueAccountMail, type CredentialDeps } from './credential.service.ts'
import { deletePastFamiliar, noteFamiliar } from './familiar.queries.ts'
import { newsOf } from './familiar.rules.ts'

export type FamiliarDeps = CredentialDeps & { places: Places }
type SignIn = { connectionId: string; ip: string | null; userAgent: string | null; isKnownBrowser: boolean }

const since = (ctx: Ctx) => new Date(ctx.now.getTime() - connectionDays * 86_400_000)

/**
 * MB-11: tells a member of a sign-in from a device or country that none of theirs in the last 90 days came from: by a service
 * notification, and by mail where there is an address. The caller holds the member's lock. `member`: as before this sign-in.
 */
export async function tellOfNewSignIn(ctx: Ctx, deps: FamiliarDeps, member: Member, s: SignIn): Promise<void> {
  const place = deps.places.of(s.ip)
  const seen = { environment: familyOf(s.userAgent), country: place.kind === 'country' ? place.country : null }
  const known = await noteFamiliar(ctx, member.id, seen, since(ctx))
  const news = newsOf(known, { ...seen, isFirst: member.firstSignedInAt === null, isKnownBrowser: s.isKnownBrowser })
  if (!news.newDevice && !news.newCountry) return
  const data: NewSignIn = { connection: s.connectionId, ...news, ...environmentOf(s.userAgent), ip: s.ip, place }
  await notifyMember(ctx, { memberId: member.id, kind: 'new_sign_in', data })
  if (member.personalEmail) await mailOf(ctx, deps, member, data)
}

async function mailOf(ctx: Ctx, deps: FamiliarDeps, member: Member, data: NewSignIn): Promise<void> {
  const { zones } = await getCompany(ctx, member.companyId)
  const { what, ...facts } = describeSignIn({ locale: member.locale, zone: zoneAt(zones, ctx.now) }, ctx.now, data)
  await queueAccountMail(ctx, deps, member, { kind: 'newSignIn', link: `${deps.url}/account`, what, facts, besideOthers: true })
}

/** MB-11: from where somebody signed in is forgotten 90 days after. */
export async function purgeFamiliar(ctx: Ctx): Promise<void> {
  await deletePastFamiliar(ctx, since(ctx))
}
