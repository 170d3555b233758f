import { sql } from 'kysely'
import type { DeviceApp, OperatingSystem } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { kept } from '../../platform/db.ts'

export type NotifiableRow = {
  id: string
  deviceId: string
  memberId: string
  model: string
  app: DeviceApp
  appVersion: string
  appKey: string
  os: OperatingSystem
}

/** Device rows of a company by their ids, of members in one of these teams (null: all); held, so that none goes before the transaction ends. */
export async function holdRows(
  ctx: Ctx,
  of: { companyId: string; ids: readonly string[]; since: Date; teams: string[] | null },
): Promise<NotifiableRow[]> {
  const within = of.teams
    ? sql`and exists (select from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.member_id = r.member_id
        and a.team_id = any (${of.teams}::uuid[]))`
    : sql``
  const { rows } = await sql<NotifiableRow>`
    select r.row_id as id, r.device_id as "deviceId", r.member_id as "memberId", m.name as model, r.app, r.app_version as "appVersion",
      r.app_key as "appKey", r.os
    from devices.device_row r
    join devices.model m on m.tenant_id = r.tenant_id and m.model_id = r.model_id
    where r.tenant_id = ${ctx.tenant} and r.company_id = ${of.companyId} and r.row_id = any (${of.ids}::uuid[]) and r.last_access > ${of.since} ${within}
    order by r.row_id for key share of r`.execute(ctx.db)
  return rows
}

/**
 * Notes that device rows are told of a version now, those that were not told of the same one after `since`. Two at once: the second waits for
 * the first and finds it noted. @returns the rows noted
 */
export async function noteTold(ctx: Ctx, rows: readonly { id: string; key: string }[], since: Date): Promise<Set<string>> {
  const { rows: noted } = await sql<{ id: string }>`
    insert into devices.update_notice as n (tenant_id, row_id, key, sent_at)
    select ${ctx.tenant}, g.id, g.key, ${ctx.now}::timestamptz
    from unnest(${rows.map(({ id }) => id)}::uuid[], ${rows.map(({ key }) => key)}::text[]) g (id, key) order by g.id
    on conflict (tenant_id, row_id) do update set key = excluded.key, sent_at = excluded.sent_at
      where n.sent_at <= ${since} or n.key <> excluded.key
    returning n.row_id as id`.execute(ctx.db)
  return new Set(noted.map(({ id }) => id))
}

/** When device rows were last told of an update, by their ids. */
export async function selectTold(ctx: Ctx, ids: readonly string[]): Promise<Map<string, Date>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom('devices.update_notice')
    .select(['row_id', 'sent_at'])
    .modifyFront(kept)
    .where('tenant_id', '=', ctx.tenant)
    .where(sql<boolean>`row_id = any (${ids}::uuid[])`)
    .execute()
  return new Map(rows.map((r) => [r.row_id, r.sent_at]))
}
