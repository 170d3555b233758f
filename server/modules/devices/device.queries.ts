import type { OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

type Device = { id: string; model: string; vendorId: string; serial: string | null; os: OperatingSystem; osVersion: string }

/** DS-9: a device; undefined: there is none. */
export async function selectDevice(ctx: Ctx, deviceId: string): Promise<Device | undefined> {
  const row = await ctx.db
    .selectFrom('devices.device as d')
    .innerJoin('devices.model as m', (j) => j.onRef('m.tenant_id', '=', 'd.tenant_id').onRef('m.model_id', '=', 'd.model_id'))
    .select(['d.device_id', 'm.name', 'd.vendor_id', 'd.serial', 'd.os', 'd.os_version'])
    .where('d.tenant_id', '=', ctx.tenant)
    .where('d.device_id', '=', deviceId)
    .executeTakeFirst()
  return (
    row && {
      id: row.device_id,
      model: row.name,
      vendorId: row.vendor_id,
      serial: row.serial,
      os: row.os as OperatingSystem,
      osVersion: row.os_version,
    }
  )
}

/** Devices by their ids. */
export async function selectDevices(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; model: string }[]> {
  if (ids.length === 0) return []
  return ctx.db
    .selectFrom('devices.device as d')
    .innerJoin('devices.model as m', (j) => j.onRef('m.tenant_id', '=', 'd.tenant_id').onRef('m.model_id', '=', 'd.model_id'))
    .select(['d.device_id as id', 'm.name as model'])
    .where('d.tenant_id', '=', ctx.tenant)
    .where('d.device_id', 'in', ids)
    .execute()
}
