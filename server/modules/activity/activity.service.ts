import type { ActiveUsers, Day, Locale, Period, Section } from '@muster/contract'
import { dayAt, dayInZone, getCompany, zoneAt, type ZoneHistory } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { selectFigures, type Figure } from './activity.queries.ts'
import { factCode, type Fact } from './facts.rules.ts'
import { addDays, periodDays, periodRefusal, rangeOn, type Days } from './period.rules.ts'
import { writeWorkbook } from './workbook.service.ts'

/**
 * AU-1 … AU-4, AU-7: both sections of the page, each for its own period, in one query.
 * @throws period_invalid, not_found
 */
export async function getActiveUsers(
  ctx: Ctx,
  asked: { companyId: string; active?: Period | undefined; mobile?: Period | undefined },
): Promise<ActiveUsers> {
  const company = await getCompany(ctx, asked.companyId)
  const today = dayAt(company.zones, ctx.now)
  const active = allowedDays(asked.active, today)
  const mobile = allowedDays(asked.mobile, today)
  const wanted = [ask('active', active), ask('signed_in', active), ask('mobile', mobile)]
  const { figures, firstDay } = await selectFigures(ctx.db, ctx.tenant, company.id, wanted)
  const knownFrom = knownSince(dayAt(company.zones, company.createdAt), firstDay)
  const [activeFigure, signedIn, mobileFigure] = figures.map((figure, i) => seriesOf(figure, wanted[i]?.from ?? today, knownFrom))
  if (!activeFigure || !signedIn || !mobileFigure) throw new Error('a figure for every fact')
  return {
    company: { id: company.id, name: company.name },
    zone: zoneAt(company.zones, ctx.now),
    today,
    range: rangeOn(today),
    knownFrom,
    zoneChanges: zoneChanges(
      company.zones,
      active.from < mobile.from ? active.from : mobile.from,
      active.to > mobile.to ? active.to : mobile.to,
    ),
    generatedAt: ctx.now.toISOString(),
    active: { period: active, series: { active: activeFigure, signed_in: signedIn } },
    mobile: { period: mobile, series: { mobile: mobileFigure } },
  }
}

/** AU-5: one section as an Excel file with what is on the screen. `write` makes it, to be called after the transaction. */
export async function getActiveUsersFile(
  ctx: Ctx,
  asked: { companyId: string; section: Section; period?: Period | undefined; locale: Locale },
): Promise<{ name: string; write: () => Promise<Buffer> }> {
  // The other section is asked for the same days, so that zone changes are those within the file's days.
  const users = await getActiveUsers(ctx, { companyId: asked.companyId, active: asked.period, mobile: asked.period })
  const { from, to } = users[asked.section].period
  const changed = users.zoneChanges.length > 0 ? '_time-zone-changed' : ''
  return {
    name: `${asked.section === 'active' ? 'active-users' : 'active-mobile-users'}_${from}_${to}${changed}.xlsx`,
    write: () => writeWorkbook(users, asked.section, asked.locale),
  }
}

/** AU-3. @throws period_invalid with the allowed range */
function allowedDays(period: Period | undefined, today: Day): Days {
  const refusal = periodRefusal(period, today)
  if (refusal) throw new AppError('period_invalid', refusal)
  return periodDays(period, today)
}

const ask = (fact: Fact, days: Days) => ({ fact: factCode[fact], from: days.from, to: days.to })

/** AU-7, pitfall 8: the first day anything is known of. A company without any use knows nothing, rather than zeros. */
function knownSince(created: Day, firstDay: Day | null): Day | null {
  if (firstDay === null) return null
  return firstDay < created ? firstDay : created
}

/** AU-7: a known day without event shows 0; an unknown one nothing. */
function seriesOf(figure: Figure, from: Day, knownFrom: Day | null) {
  return {
    distinct: figure.distinct,
    counts: figure.counts.map((n, i) => (knownFrom !== null && addDays(from, i) >= knownFrom ? n : null)),
  }
}

/** T-3: the changes of zone that took effect within the days shown. */
function zoneChanges(zones: ZoneHistory, from: Day, to: Day): ActiveUsers['zoneChanges'] {
  return zones.flatMap((z, i) => {
    const before = zones[i - 1]
    if (!before || z.from === null) return []
    const day = dayInZone(z.zone, z.from)
    return day >= from && day <= to ? [{ day, from: before.zone, to: z.zone }] : []
  })
}
