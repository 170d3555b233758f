import { sql } from 'kysely'
import type { Ctx } from '../../platform/context.ts'
import type { Db } from '../../platform/db.ts'

export type EnrolmentRow = { id: string; deviceId: string; generation: number; thumbprint: Buffer; isInstalled: boolean }

/** Locks a device, so that what is done to it is done one after another. @returns whether it is there */
export async function lockDevice(ctx: Ctx, deviceId: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('devices.device')
    .select('device_id')
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', '=', deviceId)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

const columns = ['enrolment_id', 'device_id', 'generation', 'thumbprint', 'profile_at'] as const
type Row = { enrolment_id: string; device_id: string; generation: number; thumbprint: Buffer; profile_at: Date | null }
const toEnrolment = (row: Row): EnrolmentRow => ({
  id: row.enrolment_id,
  deviceId: row.device_id,
  generation: row.generation,
  thumbprint: row.thumbprint,
  isInstalled: row.profile_at !== null,
})

/** DS-11: an enrolment that has not ended: a device’s, or one by its id. */
export async function findEnrolment(ctx: Ctx, by: { deviceId: string } | { id: string }): Promise<EnrolmentRow | undefined> {
  const row = await ctx.db
    .selectFrom('devices.enrolment')
    .select(columns)
    .where('tenant_id', '=', ctx.tenant)
    .where('deviceId' in by ? 'device_id' : 'enrolment_id', '=', 'deviceId' in by ? by.deviceId : by.id)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
  return row && toEnrolment(row)
}

/** The number of the latest generation of a device; 0: it was never enrolled. */
export async function selectGeneration(ctx: Ctx, deviceId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('devices.enrolment')
    .select((e) => e.fn.max('generation').as('generation'))
    .where('tenant_id', '=', ctx.tenant)
    .where('device_id', '=', deviceId)
    .executeTakeFirst()
  return row?.generation ?? 0
}

type NewEnrolment = Omit<EnrolmentRow, 'isInstalled'> & { memberId: string }

export async function insertEnrolment(ctx: Ctx, e: NewEnrolment): Promise<void> {
  await ctx.db
    .insertInto('devices.enrolment')
    .values({
      tenant_id: ctx.tenant,
      enrolment_id: e.id,
      device_id: e.deviceId,
      generation: e.generation,
      thumbprint: e.thumbprint,
      member_id: e.memberId,
      enrolled_at: ctx.now,
    })
    .execute()
}

/** Lets a key lead to its enrolment; false: it leads to another. */
export async function putKey(ctx: Ctx, thumbprint: Buffer, enrolmentId: string): Promise<boolean> {
  const { rows } = await sql<{ put: boolean }>`select devices.put_enrolment_key(${thumbprint}, ${enrolmentId}) as put`.execute(ctx.db)
  return rows[0]?.put ?? false
}

/** Door: to which enrolment, of which tenant, a key leads. */
export async function locateEnrolment(db: Db, thumbprint: Buffer): Promise<{ tenant: string; enrolmentId: string } | undefined> {
  const { rows } = await sql<{ tenant_id: string; enrolment_id: string }>`select * from devices.locate_enrolment(${thumbprint})`.execute(db)
  return rows[0] && { tenant: rows[0].tenant_id, enrolmentId: rows[0].enrolment_id }
}

export async function endEnrolment(ctx: Ctx, enrolmentId: string): Promise<void> {
  await ctx.db
    .updateTable('devices.enrolment')
    .set({ ended_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('enrolment_id', '=', enrolmentId)
    .execute()
}

export async function setInstalled(ctx: Ctx, enrolmentId: string): Promise<void> {
  await ctx.db
    .updateTable('devices.enrolment')
    .set({ profile_at: ctx.now })
    .where('tenant_id', '=', ctx.tenant)
    .where('enrolment_id', '=', enrolmentId)
    .where('profile_at', 'is', null)
    .execute()
}
