import { sql } from 'kysely'
import type { MdmMode } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'

export type MdmRow = { mode: MdmMode; revision: number }

/** DS-10: how a company manages its devices. */
export async function selectMdm(ctx: Ctx, companyId: string): Promise<MdmRow> {
  const row = await ctx.db
    .selectFrom('devices.mdm')
    .modifyFront(kept)
    .select(['mode', 'revision'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  // The table's check holds it to the contract's words.
  return row ? { mode: row.mode as MdmMode, revision: row.revision } : { mode: 'off', revision: 0 }
}

/** Writes a mode over that of the revision before; false when it is another by now. */
export async function writeMdm(ctx: Ctx, companyId: string, { mode, revision }: MdmRow): Promise<boolean> {
  const written = await ctx.db
    .insertInto('devices.mdm')
    .values({ tenant_id: ctx.tenant, company_id: companyId, mode, revision })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet({ mode, revision })
        .where('devices.mdm.revision', '=', revision - 1),
    )
    .returning('revision')
    .executeTakeFirst()
  return written !== undefined
}

/** How many devices of a company’s members have the profile installed. */
export async function countInstalled(ctx: Ctx, companyId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from devices.enrolment e
    where e.tenant_id = ${ctx.tenant} and e.ended_at is null and e.profile_at is not null
      and exists (select from devices.device_row r where r.tenant_id = e.tenant_id and r.device_id = e.device_id and r.company_id = ${companyId})`.execute(
    ctx.db,
  )
  return rows[0]?.n ?? 0
}
