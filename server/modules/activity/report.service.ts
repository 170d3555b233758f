import { useMaxAheadSeconds, type ActivityAnswer, type ActivityReport, type Surface } from '@muster/contract'
import { dayAt, getCompany, type ZoneHistory } from '#modules/company'
import type { Memberships } from '#modules/members'
import type { Scope } from '../../platform/context.ts'
import type { Mark } from './activity.queries.ts'
import { useMarks } from './record.service.ts'
import type { Recorder } from './recorder.service.ts'
import { companyAt, useIgnoredBecause } from './report.rules.ts'

export type Reporter = { tenant: string; memberId: string; companyId: string; surface: Surface; deviceId: string | null }

/** Tells whoever keeps devices of a use, the latest of a report (DS-4). Resolves when it is committed. */
export type NoteUse = (by: Reporter, at: Date) => Promise<void>

/** Reads a company's zones; see {@link createZones}. */
export type Zones = (scope: Scope, companyId: string) => Promise<ZoneHistory>

/** What is known of zones is used for so long, and for uses so far ahead at most, with a minute to spare (AU-7). */
const knownForMs = 60_000
const aheadMs = useMaxAheadSeconds * 1000 + 60_000

/**
 * Companies' zones, read again after a minute. Safe for uses of the past, of now and of five minutes ahead: a change takes effect only once today
 * has ended in both zones (T-3), so at no other time than a midnight of the zone known here. Shortly before one nothing is kept, nor while a
 * change lies ahead, which may be taken back.
 */
export function createZones(): Zones {
  const known = new Map<string, { zones: ZoneHistory; readAt: number }>()
  return async (scope, companyId) => {
    const key = `${scope.tenant} ${companyId}`
    const found = known.get(key)
    const now = scope.now.getTime()
    if (found && Math.abs(now - found.readAt) < knownForMs) return found.zones
    const { zones } = await scope.transaction((ctx) => getCompany(ctx, companyId))
    const isSettled = zones.every(({ from }) => from === null || from <= scope.now)
    const soon = new Date(now + knownForMs + aheadMs)
    if (known.size >= 10_000) known.clear()
    if (isSettled && dayAt(zones, soon) === dayAt(zones, scope.now)) known.set(key, { zones, readAt: now })
    return zones
  }
}

export type ReportDeps = { scope: Scope; recorder: Recorder; noteUse: NoteUse; zones: Zones; memberships: Memberships }

/**
 * AU-7: takes an app's report: a use now, or the past uses of its offline queue. Each goes to its own day, of the company the member
 * was in then; one too old or too far ahead is ignored with the reason, the rest is stored. Answers after commit.
 */
export async function recordReport(deps: ReportDeps, by: Reporter, report: ActivityReport): Promise<ActivityAnswer> {
  const { now } = deps.scope
  if (!report.uses) {
    const day = dayAt(await deps.zones(deps.scope, by.companyId), now)
    await keep(deps, by, useMarks({ memberId: by.memberId, companyId: by.companyId, surface: by.surface, day }), now)
    return { recorded: 1, ignored: [] }
  }
  const uses = report.uses.map(({ at }, index) => ({ index, at: new Date(at), reason: useIgnoredBecause(new Date(at), now) }))
  const ignored = uses.flatMap(({ index, reason }) => (reason ? [{ index, reason }] : []))
  const taken = uses.filter((u) => u.reason === null).map((u) => u.at)
  if (taken.length > 0) {
    const latest = new Date(Math.min(now.getTime(), Math.max(...taken.map((at) => at.getTime()))))
    await keep(deps, by, await placeUses(deps, by, taken), latest)
  }
  return { recorded: taken.length, ignored }
}

/** The member's days and the device's recent access, on the disk at about the same time. */
async function keep({ recorder, noteUse }: ReportDeps, by: Reporter, marks: Mark[], latest: Date): Promise<void> {
  await Promise.all([recorder.record(by.tenant, marks), noteUse(by, latest)])
}

/** Marks of past uses, one per company and day. */
async function placeUses({ scope, zones, memberships }: ReportDeps, by: Reporter, instants: Date[]): Promise<Mark[]> {
  const belonged = await memberships(by.tenant, by.memberId)
  const marks = new Map<string, Mark[]>()
  for (const at of instants) {
    const companyId = companyAt(belonged, at) ?? by.companyId
    const day = dayAt(await zones(scope, companyId), at)
    marks.set(`${companyId} ${day}`, useMarks({ memberId: by.memberId, companyId, surface: by.surface, day }))
  }
  return [...marks.values()].flat()
}
