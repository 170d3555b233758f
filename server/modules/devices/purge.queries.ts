import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'

/** DS-11: no operation is open on the device. */
const isFree = (ctx: Ctx, of: 'r' | 'd') => sql`not exists (select from devices.operation o
  where o.tenant_id = ${sql.ref(of)}.tenant_id and o.device_id = ${sql.ref(of)}.device_id
    and o.state in ('requested', 'delivered') and o.expires_at > ${ctx.now})`

export async function deleteOldRows(ctx: Ctx, since: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from devices.device_row where tenant_id = ${ctx.tenant} and row_id in (
      select r.row_id from devices.device_row r where r.tenant_id = ${ctx.tenant} and r.last_access <= ${since} and ${isFree(ctx, 'r')}
      order by r.last_access limit ${most} for update skip locked)`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}

/** Devices that no row is left of, and that nobody has reported for as long: a connection of the web may have named one. */
export async function deleteBareDevices(ctx: Ctx, since: Date, most: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from devices.device where tenant_id = ${ctx.tenant} and device_id in (
      select d.device_id from devices.device d where d.tenant_id = ${ctx.tenant} and d.created_at <= ${since}
        and not exists (select from devices.device_row r where r.tenant_id = d.tenant_id and r.device_id = d.device_id)
        and ${isFree(ctx, 'd')}
      limit ${most} for update skip locked)`.execute(ctx.db)
  return Number(numAffectedRows ?? 0n)
}
