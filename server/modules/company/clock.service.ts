import type { Ctx } from '../../platform/context.ts'
import { getCompany } from './company.service.ts'
import { nextDay, startOfCompanyDay, wallTime, zoneAt } from './zone.rules.ts'

/** T-1: a company's clock: when its days begin and end, and what its wall shows. */
export type CompanyClock = {
  startOf(day: string): Date
  /** The instant at which the day is over. */
  endOf(day: string): Date
  /** `2026-11-25 13:05:09`, in the zone in force then. */
  wallAt(instant: Date): string
}

/** T-1: reads a company's clock. @throws not_found */
export async function getCompanyClock(ctx: Ctx, companyId: string): Promise<CompanyClock> {
  const { zones } = await getCompany(ctx, companyId)
  return {
    startOf: (day) => startOfCompanyDay(zones, day),
    endOf: (day) => startOfCompanyDay(zones, nextDay(day)),
    wallAt: (instant) => wallTime(zoneAt(zones, instant), instant),
  }
}
