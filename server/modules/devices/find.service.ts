import type { DeviceApp, MdmMode } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { selectDevices } from './device.queries.ts'
import { getModeInForce } from './enrolment.service.ts'
import { selectLatestRows, type LatestRow } from './list.queries.ts'
import { listDevicesOf } from './list.service.ts'
import { selectNewest } from './newest.queries.ts'

/** What is known of devices, by id. */
export async function findDevices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { id: string; model: string }>> {
  return new Map((await selectDevices(ctx, ids)).map((device) => [device.id, device]))
}

type DeviceHealth = {
  /** Apps on devices of the last 3 years; of how many a newest version is kept; how many run an older one. */
  apps: number
  comparable: number
  outdated: number
  /** In force: off where the plan does not open the page on which it is set. */
  mode: MdmMode
  /** Devices with the mobile app, and how many of them have no MDM profile. */
  phones: number
  unregistered: number
}

/** MB-2, P-1, DS-7, DS-10: how a member's devices stand. @throws not_found, names_hidden */
export async function findDeviceHealth(ctx: Ctx, companyId: string, memberId: string): Promise<DeviceHealth> {
  const rows = await listDevicesOf(ctx, companyId, memberId)
  const newest = await selectNewest(ctx, companyId)
  const phones = rows.filter(({ app }) => app === 'mobile')
  return {
    apps: rows.length,
    comparable: rows.filter(({ app, os }) => newest.some((n) => n.app === app && n.os === os)).length,
    outdated: rows.filter(({ updateAvailable }) => updateAvailable).length,
    mode: await getModeInForce(ctx, companyId),
    phones: phones.length,
    unregistered: phones.filter(({ profile }) => profile !== 'registered').length,
  }
}

type Latest = { device: { id: string; model: string }; os: LatestRow['os']; at: string }

/** IS-1: on which device members last used each app, and when, by member. */
export async function findLatestAccess(ctx: Ctx, memberIds: readonly string[]): Promise<Map<string, Partial<Record<DeviceApp, Latest>>>> {
  const rows = await selectLatestRows(ctx, memberIds)
  const byMember = Map.groupBy(rows, (row) => row.memberId)
  const latestOf = (row: LatestRow): Latest => ({
    device: { id: row.deviceId, model: row.model },
    os: row.os,
    at: row.lastAccess.toISOString(),
  })
  return new Map([...byMember].map(([id, own]) => [id, Object.fromEntries(own.map((row) => [row.app, latestOf(row)]))]))
}
