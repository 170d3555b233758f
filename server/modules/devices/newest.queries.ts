import { sql } from 'kysely'
import type { DeviceApp, OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'

export type NewestRow = { app: DeviceApp; os: OperatingSystem; version: string; key: string }

/** DS-7: the newest versions that a company keeps. */
export async function selectNewest(ctx: Ctx, companyId: string): Promise<NewestRow[]> {
  const rows = await ctx.db
    .selectFrom('devices.newest_version')
    .modifyFront(kept)
    .select(['app', 'os', 'version', 'key'])
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .orderBy('app')
    .orderBy('os')
    .execute()
  // The table's checks hold them to the contract's words.
  return rows as NewestRow[]
}

export async function selectRevision(ctx: Ctx, companyId: string): Promise<number> {
  const row = await ctx.db
    .selectFrom('devices.newest_revision')
    .select('revision')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .executeTakeFirst()
  return row?.revision ?? 0
}

/** Moves the revision on from the one before; false when it is another by now. */
export async function moveRevision(ctx: Ctx, companyId: string, before: number): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('devices.newest_revision')
    .values({ tenant_id: ctx.tenant, company_id: companyId, revision: before + 1 })
    .onConflict((c) =>
      c
        .columns(['tenant_id', 'company_id'])
        .doUpdateSet({ revision: before + 1 })
        .where('devices.newest_revision.revision', '=', before),
    )
    .executeTakeFirst()
  return (numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function replaceNewest(ctx: Ctx, companyId: string, versions: readonly NewestRow[]): Promise<void> {
  await ctx.db.deleteFrom('devices.newest_version').where('tenant_id', '=', ctx.tenant).where('company_id', '=', companyId).execute()
  if (versions.length === 0) return
  await ctx.db
    .insertInto('devices.newest_version')
    .values(versions.map((v) => ({ tenant_id: ctx.tenant, company_id: companyId, ...v })))
    .execute()
}

/** The newest version that a device row of the company reported, by app and system; spelled as any row of the tab has it. */
export async function selectSeen(ctx: Ctx, companyId: string): Promise<NewestRow[]> {
  const { rows } = await sql<NewestRow>`
    with newest as (
      select distinct on (s.app, s.os) s.app, s.os, s.tab, s.app_key from (
        select t.app, t.os, t.tab, t.app_key from devices.tally t
        where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.app_key > '' group by t.app, t.os, t.tab, t.app_key having sum(t.n) > 0
      ) s order by s.app, s.os, s.app_key desc
    )
    select s.app, s.os, r.version, s.app_key as key from newest s
    cross join lateral (select r.app_version as version from devices.device_row r
      where r.tenant_id = ${ctx.tenant} and r.company_id = ${companyId} and r.tab = s.tab and r.app_key = s.app_key limit 1) r`.execute(
    ctx.db,
  )
  return rows
}
