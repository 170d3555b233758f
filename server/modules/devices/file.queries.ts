import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import type { DeviceApp, DeviceProfile, DeviceSort, MdmMode, OperatingSystem } from '@muster/contract'
import { wallAtOf, type ZoneHistory } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { cell } from '../../platform/copy.ts'
import { conditions, isInstalled, isOutdated, type Newest, type Sought } from './list.queries.ts'
import { isOwnMdm } from './mdm.rules.ts'

type Sql = RawBuilder<unknown>
export type Words = {
  apps: Record<DeviceApp, string>
  systems: Record<OperatingSystem, string>
  profiles: Record<DeviceProfile, string>
  yes: string
  no: string
}
export type FileAsked = {
  sort: DeviceSort
  direction: 'asc' | 'desc'
  mode: MdmMode
  domain: string
  zones: ZoneHistory
  newest: readonly Newest[]
}

const wordOf = (column: string, words: Record<string, string>) => {
  const cases = Object.entries(words).map(([word, text]) => sql`when ${word} then ${text}`)
  return sql`case ${sql.ref(column)} ${sql.join(cases, sql` `)} end`
}

const orders: Record<DeviceSort, string[]> = {
  lastAccess: ['r.last_access', 'r.row_id'],
  model: ['m.folded', 'm.model_id', 'r.last_access', 'r.row_id'],
  osVersion: ['r.os_key', 'r.last_access', 'r.row_id'],
  appVersion: ['r.app_key', 'r.last_access', 'r.row_id'],
}

/** DS-2: where MDM is off, nothing; else whether the profile is installed, as `profileOf` says, and the vendor ID where `shownVendorId` shows it. */
function mdmCells(mode: MdmMode, { profiles }: Words): Sql[] {
  if (mode === 'off') return []
  const vendorId = cell(sql`d.vendor_id`)
  if (!isOwnMdm(mode)) return [sql`${profiles.unregistered}::text`, vendorId]
  return [
    sql`case when ${isInstalled} then ${profiles.registered} else ${profiles.unregistered} end`,
    sql`case when ${isInstalled} then ${vendorId} end`,
  ]
}

/** DS-8: the device rows of a search as lines of text, in the order of the list: the columns of the page (DS-2). Null: nothing can be found. */
export function fileQuery(ctx: Ctx, sought: Sought | null, words: Words, asked: FileAsked): CompiledQuery {
  const { sort, direction, mode, domain, zones, newest } = asked
  const order = orders[sort].map((key) => sql`${sql.ref(key)} ${sql.raw(direction)}`)
  const cells = [
    cell(sql`m.name`),
    ...mdmCells(mode, words),
    cell(sql`p.name`),
    sql`p.login || ${`@${domain}`}::text`,
    wordOf('r.os', words.systems),
    cell(sql`r.os_version`),
    wordOf('r.app', words.apps),
    cell(sql`r.app_version`),
    sql`case when ${isOutdated(newest)} then ${words.yes} else ${words.no} end`,
    wallAtOf(zones, sql`r.first_access`),
    wallAtOf(zones, sql`r.last_access`),
  ]
  return sql`
    select ${sql.join(cells)}
    from devices.device_row r
    join devices.device d on d.tenant_id = r.tenant_id and d.device_id = r.device_id
    join devices.model m on m.tenant_id = r.tenant_id and m.model_id = r.model_id
    join members.named p on p.tenant_id = r.tenant_id and p.member_id = r.member_id
    where ${sought ? conditions(ctx, sought) : sql`false`} order by ${sql.join(order)}`.compile(ctx.db)
}

/** How many device rows a search finds, counted up to `most`. */
export async function countRowsUpTo(ctx: Ctx, sought: Sought, most: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from devices.device_row r where ${conditions(ctx, sought)} limit ${most}) r`.execute(ctx.db)
  return rows[0]?.n ?? 0
}
