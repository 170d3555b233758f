import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

export async function deleteOldRows(ctx: Ctx, since: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from devices.device_row where tenant_id = ${ctx.tenant} and row_id in (
      select row_id from devices.device_row where tenant_id = ${ctx.tenant} and last_access <= ${since} order by last_access limit ${most}
      for update skip locked)`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}

/** Devices that no row is left of, and that nobody has reported for as long: a connection of the web may have named one. */
export async function deleteBareDevices(ctx: Ctx, since: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from devices.device where tenant_id = ${ctx.tenant} and device_id in (
      select d.device_id from devices.device d where d.tenant_id = ${ctx.tenant} and d.created_at <= ${since}
        and not exists (select from devices.device_row r where r.tenant_id = d.tenant_id and r.device_id = d.device_id)
      limit ${most} for update skip locked)`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}
