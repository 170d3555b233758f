import type { DeviceReport, Surface } from '@muster/contract'
import { bindDevice } from '#modules/sessions'
import type { Ctx } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import { selectDevices, upsertAccess, upsertDevice } from './devices.queries.ts'

/**
 * Takes an app's report of the device it runs on and binds the connection to it, once (DS-3: the vendor ID is the device).
 * @throws device_bound when the connection belongs to another device
 */
export async function reportDevice(
  ctx: Ctx,
  by: { memberId: string; connectionId: string; surface: Surface },
  report: DeviceReport,
): Promise<{ deviceId: string }> {
  const deviceId = await upsertDevice(ctx, newId(ctx.now), report)
  await bindDevice(ctx, by.connectionId, deviceId)
  await upsertAccess(ctx, { deviceId, memberId: by.memberId, surface: by.surface, appVersion: report.appVersion })
  return { deviceId }
}

/** What is known of devices, by id. */
export async function findDevices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { id: string; model: string }>> {
  return new Map((await selectDevices(ctx, ids)).map((device) => [device.id, device]))
}
