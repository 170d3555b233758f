import { sql } from 'kysely'
import type { DeviceApp, OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { conditions, isOutdated, isTallied, tallied, type Newest, type Sought } from './list.queries.ts'

export type Counted = { app: DeviceApp; os: OperatingSystem; appKey: string; osKey: string; n: number; stale: number; outdated: number }

/** DS-12: how many device rows of a tab run which app and system version, and how many of them are stale. */
export async function countVersions(ctx: Ctx, sought: Sought, stale: Date, newest: readonly Newest[]): Promise<Counted[]> {
  const kinds = sql`r.app, r.os, r.app_key, r.os_key`
  const query = isTallied(sought)
    ? // All there are, less those that were used too long ago.
      sql`with every as (
          select ${kinds}, sum(r.n) as n, ${isOutdated(newest)} as is_outdated from devices.tally r where ${tallied(ctx, sought)} group by ${kinds}
        ), old as (
          select ${kinds}, count(*) filter (where r.last_access <= ${sought.since}) as gone, count(*) filter (where r.last_access > ${sought.since}) as stale
          from devices.device_row r where ${tallied(ctx, sought)} and r.last_access <= ${stale} group by ${kinds}
        )
        select r.app, r.os, r.app_key, r.os_key, r.n - coalesce(old.gone, 0) as n, coalesce(old.stale, 0) as stale, r.is_outdated
        from every r left join old using (app, os, app_key, os_key)`
    : sql`select ${kinds}, count(*) as n, count(*) filter (where r.last_access <= ${stale}) as stale, ${isOutdated(newest)} as is_outdated
        from devices.device_row r where ${conditions(ctx, sought)} group by ${kinds}`
  const { rows } =
    await sql<Counted>`select c.app, c.os, c.app_key as "appKey", c.os_key as "osKey", c.n::bigint as n, c.stale::bigint as stale,
    case when c.is_outdated then c.n else 0 end::bigint as outdated from (${query}) c where c.n > 0`.execute(ctx.db)
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
