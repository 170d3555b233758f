import { sql, type CompiledQuery, type RawBuilder } from 'kysely'
import { storageKinds, storageSteps, type StorageKind } from '@muster/contract'
import { wallAtOf, type ZoneHistory } from '#modules/company'
import type { Ctx } from '../../platform/context.ts'
import { cell } from '../../platform/copy.ts'
import type { Place } from './storage.rules.ts'

/** The number of a kind in the tables. */
export const kindNumber = (kind: StorageKind): number => storageKinds.indexOf(kind) + 1
/** The kind of a number. */
export const kindOf = (number: number): StorageKind => storageKinds[number - 1] ?? 'drive'

export type Value = { path: string; member: string; kind: StorageKind; used: number; limit: number | null; at: Date }

/** Of some members, those of a company, with the order they are to be locked in; nobody else's values are stored. */
export async function selectMembersOf(ctx: Ctx, companyId: string, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ member_id: string }>`
    select m.member_id from members.named m
    where m.tenant_id = ${ctx.tenant} and m.company_id = ${companyId} and m.member_id = any (${ids}::uuid[])`.execute(ctx.db)
  return new Set(rows.map((row) => row.member_id))
}

/** Stores values, each where none as new is there. In key order, so that two reports at once never wait for each other for ever. @returns the paths of those stored */
export async function putValues(ctx: Ctx, companyId: string, values: readonly Value[]): Promise<Set<string>> {
  const { rows } = await sql<{ member_id: string; kind: number }>`
    insert into storage.used as u (tenant_id, member_id, kind, company_id, used, quota, reported_at)
    select ${ctx.tenant}, v.member_id, v.kind, ${companyId}, v.used, v.quota, v.at
    from unnest(${values.map((v) => v.member)}::uuid[], ${values.map((v) => kindNumber(v.kind))}::smallint[], ${values.map((v) => v.used)}::bigint[],
      ${values.map((v) => v.limit)}::bigint[], ${values.map((v) => v.at)}::timestamptz[]) v (member_id, kind, used, quota, at)
    order by v.member_id, v.kind
    on conflict (tenant_id, member_id, kind) do update set
      company_id = excluded.company_id, used = excluded.used, quota = excluded.quota, reported_at = excluded.reported_at
    where u.reported_at < excluded.reported_at
    returning u.member_id, u.kind`.execute(ctx.db)
  const stored = new Set(rows.map((row) => `${row.member_id} ${row.kind}`))
  return new Set(values.filter((v) => stored.has(`${v.member} ${kindNumber(v.kind)}`)).map((v) => v.path))
}

/** Stores what a company may use in all of a kind, unless something as new is there. @returns whether it was stored */
export async function putQuota(
  ctx: Ctx,
  companyId: string,
  value: { kind: StorageKind; limit: number | null; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into storage.quota as q (tenant_id, company_id, kind, quota, reported_at)
    values (${ctx.tenant}, ${companyId}, ${kindNumber(value.kind)}, ${value.limit}, ${value.at})
    on conflict (tenant_id, company_id, kind) do update set quota = excluded.quota, reported_at = excluded.reported_at
    where q.reported_at < excluded.reported_at
    returning 1`.execute(ctx.db)
  return rows.length > 0
}

export type Total = {
  kind: StorageKind
  used: number
  quota: number
  members: number
  unlimited: number
  /** How many members are at each step, or above. */
  filled: { percent: number; members: number }[]
  reportedAt: Date | null
  companyQuota: number | null
}

/** What a company uses of each kind, and its own limit; of some teams only: the sums of their members, who share no limit. */
export async function selectTotals(ctx: Ctx, companyId: string, teams: string[] | null = null): Promise<Map<StorageKind, Total>> {
  type Row = {
    kind: number
    used: string
    quota: string
    members: number
    unlimited: number
    filled: number[]
    reported_at: Date | null
    company_quota: string | null
  }
  const totals = teams === null ? sql`storage.total` : sumsOf(ctx, companyId, teams)
  const { rows } = await sql<Row>`
    select k.kind, coalesce(t.used, 0) as used, coalesce(t.quota, 0) as quota, coalesce(t.members, 0) as members, coalesce(t.unlimited, 0) as unlimited,
      coalesce(array[${sql.join(storageSteps.map((step) => sql.ref(`t.at_${step}`)))}], '{}') as filled, t.reported_at, q.quota as company_quota
    from unnest(array[1, 2]::smallint[]) k (kind)
    left join ${totals} t on t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} and t.kind = k.kind
    left join storage.quota q on q.tenant_id = ${ctx.tenant} and q.company_id = ${companyId} and q.kind = k.kind and ${teams === null}`.execute(
    ctx.db,
  )
  return new Map(
    rows.map((r) => [
      kindOf(r.kind),
      {
        kind: kindOf(r.kind),
        used: Number(r.used),
        quota: Number(r.quota),
        members: r.members,
        unlimited: r.unlimited,
        filled: storageSteps.map((percent, i) => ({ percent, members: r.filled[i] ?? 0 })),
        reportedAt: r.reported_at,
        companyQuota: r.company_quota === null ? null : Number(r.company_quota),
      },
    ]),
  )
}

const sumsOf = (ctx: Ctx, companyId: string, teams: string[]) => sql`(
  select u.tenant_id, u.company_id, u.kind, sum(u.used) as used, sum(coalesce(u.quota, 0)) as quota, count(*)::integer as members,
    count(*) filter (where u.quota is null)::integer as unlimited,
    ${sql.join(storageSteps.map((step) => sql`count(*) filter (where u.filled >= ${step})::integer as ${sql.ref(`at_${step}`)}`))}, max(u.reported_at) as reported_at
  from storage.used u
  where u.tenant_id = ${ctx.tenant} and u.company_id = ${companyId} and u.member_id in (
    select a.member_id from members.affiliated a where a.tenant_id = ${ctx.tenant} and a.team_id = any (${teams}::uuid[]))
  group by 1, 2, 3)`

export type Used = { memberId: string; kind: StorageKind; used: number; limit: number | null; reportedAt: Date }
type UsedRow = { member_id: string; kind: number; used: string; quota: string | null; reported_at: Date }
const usedOf = (r: UsedRow): Used => ({
  memberId: r.member_id,
  kind: kindOf(r.kind),
  used: Number(r.used),
  limit: r.quota === null ? null : Number(r.quota),
  reportedAt: r.reported_at,
})

/** `filled`: only those at so many per cent of their own limit, or more. */
export type Largest = { companyId: string; kind: StorageKind; filled: number | null; teams: string[] | null }

/**
 * The values of a list, each step of how full apart: so the index gives them in their order, and however many there are, no more are read than
 * are asked for.
 */
function largest(ctx: Ctx, { companyId, kind, filled, teams }: Largest, page: { after: Place | null; limit: number } | null) {
  const after = page?.after && sql`and (u.used, u.member_id) < (${page.after.used}, ${page.after.memberId}::uuid)`
  const rows = (step: RawBuilder<unknown>) => sql`
    select u.tenant_id, u.member_id, u.kind, u.used, u.quota, u.reported_at from storage.used u
    where u.tenant_id = ${ctx.tenant} and u.company_id = ${companyId} and u.kind = ${kindNumber(kind)} ${step} ${after ?? sql``}
    ${teams === null ? sql`` : sql`and exists (select from members.affiliated a where a.tenant_id = u.tenant_id and a.member_id = u.member_id and a.team_id = any (${teams}::uuid[]))`}
    ${page ? sql`order by u.used desc, u.member_id desc limit ${page.limit}` : sql``}`
  if (filled === null) return rows(sql``)
  const steps = storageSteps.filter((step) => step >= filled)
  return sql`select u.* from unnest(array[${sql.join(steps)}]::smallint[]) f (step) cross join lateral (${rows(sql`and u.filled = f.step`)}) u`
}

/** MB-9: who uses the most, after a place. */
export async function selectLargest(ctx: Ctx, sought: Largest, page: { after: Place | null; limit: number }): Promise<Used[]> {
  const { rows } = await sql<UsedRow>`
    select u.member_id, u.kind, u.used, u.quota, u.reported_at from (${largest(ctx, sought, page)}) u
    order by u.used desc, u.member_id desc limit ${page.limit}`.execute(ctx.db)
  return rows.map(usedOf)
}

/** DS-8: the same as lines of text, all of them: name, ID, bytes used and allowed, per cent in whole, and as of when. Null: nothing can be found. */
export function fileQuery(ctx: Ctx, sought: Largest | null, { domain, zones }: { domain: string; zones: ZoneHistory }): CompiledQuery {
  return sql`
    select ${cell(sql`p.name`)}, p.login || ${`@${domain}`}::text, u.used, u.quota, case when u.quota = 0 then 100 else floor(u.used::numeric * 100 / u.quota) end,
      ${wallAtOf(zones, sql`u.reported_at`)}
    from (${sought ? largest(ctx, sought, null) : sql`select * from storage.used where false`}) u
    join members.named p on p.tenant_id = u.tenant_id and p.member_id = u.member_id
    order by u.used desc, u.member_id desc`.compile(ctx.db)
}

/** What one member uses. */
export async function selectUsedBy(ctx: Ctx, memberId: string): Promise<Used[]> {
  const { rows } = await sql<UsedRow>`
    select u.member_id, u.kind, u.used, u.quota, u.reported_at from storage.used u
    where u.tenant_id = ${ctx.tenant} and u.member_id = ${memberId} order by u.kind`.execute(ctx.db)
  return rows.map(usedOf)
}
