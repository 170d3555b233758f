import type { DeviceApp } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { selectDevices } from './device.queries.ts'
import { selectLatestRows, type LatestRow } from './list.queries.ts'

/** What is known of devices, by id. */
export async function findDevices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { id: string; model: string }>> {
  return new Map((await selectDevices(ctx, ids)).map((device) => [device.id, device]))
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
