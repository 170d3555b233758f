import { sql } from 'kysely'
import type { DeviceApp, OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { conditions, isOutdated, type Newest, type Sought } from './list.queries.ts'

export type Counted = { app: DeviceApp; os: OperatingSystem; appKey: string; osKey: string; n: number; stale: number; outdated: number }

/** DS-12: how many device rows of a tab run which app and system version: one walk of its index. */
export async function countVersions(ctx: Ctx, sought: Sought, stale: Date, newest: readonly Newest[]): Promise<Counted[]> {
  const { rows } = await sql<Counted>`
    select r.app, r.os, r.app_key as "appKey", r.os_key as "osKey", count(*) as n,
      count(*) filter (where r.last_access <= ${stale}) as stale, count(*) filter (where ${isOutdated(newest)}) as outdated
    from devices.device_row r where ${conditions(ctx, sought)}
    group by r.app, r.os, r.app_key, r.os_key`.execute(ctx.db)
  return rows
}

export type Spelled = { kind: 'app' | 'os'; key: string; version: string }

/** How versions are spelled that stand in rows by their keys: as any of those rows has it. */
export async function spellVersions(ctx: Ctx, { companyId }: Sought, tab: number, appKeys: string[], osKeys: string[]): Promise<Spelled[]> {
  const ofTab = sql`r.tenant_id = ${ctx.tenant} and r.company_id = ${companyId} and r.tab = ${tab}`
  const { rows } = await sql<Spelled>`
    select 'app' as kind, k.key, v.version from unnest(${appKeys}::text[]) k (key)
    cross join lateral (select r.app_version as version from devices.device_row r where ${ofTab} and r.app_key = k.key limit 1) v
    union all
    select 'os', k.key, v.version from unnest(${osKeys}::text[]) k (key)
    cross join lateral (select r.os_version as version from devices.device_row r where ${ofTab} and r.os_key = k.key limit 1) v`.execute(
    ctx.db,
  )
  return rows
}
