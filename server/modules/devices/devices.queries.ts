import { sql } from 'kysely'
import type { DeviceReport, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** Finds or makes the device of a vendor ID and takes over what the report says. @returns its id */
export async function upsertDevice(ctx: Ctx, newDeviceId: string, r: DeviceReport): Promise<string> {
  const row = await ctx.db
    .insertInto('devices.device')
    .values({
      tenant_id: ctx.tenant,
      device_id: newDeviceId,
      vendor_id: r.vendorId,
      model: r.model,
      serial: r.serial ?? null,
      os: r.os,
      os_version: r.osVersion,
      created_at: ctx.now,
    })
    .onConflict((c) =>
      c.columns(['tenant_id', 'vendor_id']).doUpdateSet((x) => ({
        model: x.ref('excluded.model'),
        serial: sql`coalesce(excluded.serial, devices.device.serial)`,
        os: x.ref('excluded.os'),
        os_version: x.ref('excluded.os_version'),
      })),
    )
    .returning('device_id')
    .executeTakeFirstOrThrow()
  return row.device_id
}

/** Keeps the device row: app version of the newest report; recent access moves only when 24 hours have passed (DS-4), never back. */
export async function upsertAccess(
  ctx: Ctx,
  a: { deviceId: string; memberId: string; surface: Surface; appVersion: string },
): Promise<void> {
  await ctx.db
    .insertInto('devices.access')
    .values({
      tenant_id: ctx.tenant,
      device_id: a.deviceId,
      member_id: a.memberId,
      surface: a.surface,
      app_version: a.appVersion,
      first_access: ctx.now,
      last_access: ctx.now,
    })
    .onConflict((c) =>
      c.columns(['tenant_id', 'device_id', 'member_id', 'surface']).doUpdateSet({
        app_version: a.appVersion,
        last_access: sql`case when excluded.last_access >= devices.access.last_access + interval '24 hours' then excluded.last_access else devices.access.last_access end`,
      }),
    )
    .execute()
}

/** Devices by their ids. */
export async function selectDevices(ctx: Ctx, ids: readonly string[]): Promise<{ id: string; model: string }[]> {
  if (ids.length === 0) return []
  const rows = await ctx.db
    .selectFrom('devices.device')
    .select(['device_id', 'model'])
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', 'in', ids)
    .execute()
  return rows.map((r) => ({ id: r.device_id, model: r.model }))
}
