import { sql } from 'kysely'
import type { DeviceApp, DeviceReport } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { versionKey } from './version.rules.ts'

/** The dictionary's number of a model, which is entered where it is new. */
export async function findOrPutModel(ctx: Ctx, name: string): Promise<number> {
  const { rows } = await sql<{ model_id: number }>`
    with known as (select model_id from devices.model where tenant_id = ${ctx.tenant} and name = ${name}),
      put as (
        insert into devices.model (tenant_id, name, folded) select ${ctx.tenant}, ${name}, members.folded(${name})
        where not exists (select from known)
        on conflict (tenant_id, name) do update set folded = excluded.folded returning model_id
      )
    select model_id from known union all select model_id from put`.execute(ctx.db)
  const [row] = rows
  if (!row) throw new Error('a model without a number')
  return row.model_id
}

/** What stands in a device and in each of its rows alike. */
export type Runs = { modelId: number; os: DeviceReport['os']; osVersion: string; osKey: string }

/** DS-3: finds or makes the device of a vendor ID and takes over what the report says. @returns its id */
export async function upsertDevice(ctx: Ctx, newDeviceId: string, r: Pick<DeviceReport, 'vendorId' | 'serial'> & Runs): Promise<string> {
  const row = await ctx.db
    .insertInto('devices.device')
    .values({
      tenant_id: ctx.tenant,
      device_id: newDeviceId,
      vendor_id: r.vendorId,
      model_id: r.modelId,
      serial: r.serial ?? null,
      os: r.os,
      os_version: r.osVersion,
      os_key: r.osKey,
      created_at: ctx.now,
    })
    .onConflict((c) =>
      c.columns(['tenant_id', 'vendor_id']).doUpdateSet((x) => ({
        model_id: x.ref('excluded.model_id'),
        serial: sql`coalesce(excluded.serial, devices.device.serial)`,
        os: x.ref('excluded.os'),
        os_version: x.ref('excluded.os_version'),
        os_key: x.ref('excluded.os_key'),
      })),
    )
    .returning('device_id')
    .executeTakeFirstOrThrow()
  return row.device_id
}

export type Reported = Runs & { rowId: string; deviceId: string; memberId: string; companyId: string; app: DeviceApp; appVersion: string }

/** DS-4: keeps the device row: versions are those of the newest report; recent access moves at a sign-in, never back. */
export async function upsertRow(ctx: Ctx, r: Reported, signedIn: boolean): Promise<void> {
  const runs = { model_id: r.modelId, os: r.os, os_version: r.osVersion, os_key: r.osKey }
  const app = { app_version: r.appVersion, app_key: versionKey(r.appVersion) }
  await ctx.db
    .insertInto('devices.device_row')
    .values({
      tenant_id: ctx.tenant,
      row_id: r.rowId,
      device_id: r.deviceId,
      member_id: r.memberId,
      company_id: r.companyId,
      app: r.app,
      ...runs,
      ...app,
      first_access: ctx.now,
      last_access: ctx.now,
    })
    .onConflict((c) =>
      c.columns(['tenant_id', 'device_id', 'member_id', 'app']).doUpdateSet({
        ...runs,
        ...app,
        ...(signedIn && { last_access: sql`greatest(excluded.last_access, devices.device_row.last_access)` }),
      }),
    )
    .execute()
}

/** What a device runs stands in its other members' and apps' rows, too. */
export async function updateOtherRows(ctx: Ctx, deviceId: string, r: Runs): Promise<void> {
  await ctx.db
    .updateTable('devices.device_row')
    .set({ model_id: r.modelId, os: r.os, os_version: r.osVersion, os_key: r.osKey })
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', '=', deviceId)
    .where((w) => w.or([w('model_id', '<>', r.modelId), w('os', '<>', r.os), w('os_version', '<>', r.osVersion)]))
    .execute()
}
