import { signInDays, type MemberActivity } from '@muster/contract'
import { dayAt, getCompany, startsOfCompanyDays, zoneAt } from '#modules/company'
import { getReachable, listMemberships } from '#modules/members'
import { countSignIns } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { countsSince, knownSince, surfaceDays } from './member.rules.ts'
import { selectCalendars } from './member.queries.ts'
import { addDays, rangeOn } from './period.rules.ts'

/**
 * MB-2: a member's sign-ins per day of the last 90 days, by apps and in browsers, and the year's active days of each surface. MB-16: of this
 * company alone: what was before a transfer stays with the former one. @throws not_found, names_hidden
 */
export async function getMemberActivity(ctx: Ctx, companyId: string, memberId: string): Promise<MemberActivity> {
  const member = await getReachable(ctx, companyId, memberId)
  const { zones } = await getCompany(ctx, companyId)
  const of = { memberId, companyId }
  const today = dayAt(zones, ctx.now)
  const { earliest } = rangeOn(today)
  const since = addDays(today, 1 - signInDays)
  const came = (await listMemberships(ctx, memberId)).find((m) => m.companyId === companyId)?.from ?? member.createdAt
  const surfaces = surfaceDays(await selectCalendars(ctx, of, earliest), { from: earliest, to: today })
  const signIns = await countSignIns(ctx, of, startsOfCompanyDays(zones, since, signInDays))
  const knownFrom = knownSince(dayAt(zones, came), surfaces)
  return {
    zone: zoneAt(zones, ctx.now),
    today,
    signIns: {
      from: since,
      to: today,
      app: countsSince(signIns.app, since, knownFrom),
      web: countsSince(signIns.web, since, knownFrom),
    },
    year: { from: earliest, to: today, knownFrom, surfaces },
  }
}
