import type { Ctx } from '../../platform/context.ts'
import { selectDevices } from './device.queries.ts'

/** What is known of devices, by id. */
export async function findDevices(ctx: Ctx, ids: readonly string[]): Promise<Map<string, { id: string; model: string }>> {
  return new Map((await selectDevices(ctx, ids)).map((device) => [device.id, device]))
}
