import { sql } from 'kysely'
import type { Title, TitleKind } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

/** The table of each kind, its key, and by what a member has one. A custom field has values in every profile: no index leads there. */
const kinds = {
  level: { table: 'members.level', key: 'level_id', users: 'members.member', more: sql`t.executive` },
  position: { table: 'members.position', key: 'position_id', users: 'members.affiliation', more: sql`null` },
  user_type: { table: 'members.user_type', key: 'user_type_id', users: 'members.member', more: sql`null` },
  custom_field: { table: 'members.custom_field', key: 'field_id', users: null, more: sql`null` },
} as const

type Row = { id: string; name: string; inUse: boolean | null; executive: boolean | null; permission: { id: string; name: string } | null }

/** What a company has of a kind, in order. */
export async function selectTitles(ctx: Ctx, kind: TitleKind, companyId: string): Promise<Title[]> {
  const { table, key, users, more } = kinds[kind]
  const id = sql.ref(`t.${key}`)
  const inUse = users
    ? sql`exists (select from ${sql.table(users)} u where u.tenant_id = t.tenant_id and ${sql.ref(`u.${key}`)} = ${id})`
    : sql`null::boolean`
  const permission =
    kind === 'user_type'
      ? sql`(select jsonb_build_object('id', p.permission_id, 'name', p.name) from members.service_permission p
             where p.tenant_id = t.tenant_id and p.permission_id = t.permission_id)`
      : sql`null`
  const { rows } = await sql<Row>`
    select ${id} as id, t.name, ${inUse} as "inUse", ${more} as executive, ${permission} as permission
    from ${sql.table(table)} t where t.tenant_id = ${ctx.tenant} and t.company_id = ${companyId} order by t.rank, ${id}`.execute(ctx.db)
  return rows.map(({ executive, permission: given, ...title }) => ({
    ...title,
    ...(kind === 'level' && { executive: executive ?? false }),
    ...(kind === 'user_type' && { permission: given }),
  }))
}

/** One change at a time of what a company has of its kinds: names are compared and ranks numbered. */
export async function lockTitles(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('members titles ' || ${companyId}::text, 0))`.execute(ctx.db)
}

export type TitleFields = { name?: string | undefined; executive?: boolean | undefined; permissionId?: string | null | undefined }

const columns = (kind: TitleKind, f: TitleFields) => ({
  ...(f.name !== undefined && { name: f.name }),
  ...(kind === 'level' && f.executive !== undefined && { executive: f.executive }),
  ...(kind === 'user_type' && f.permissionId !== undefined && { permission_id: f.permissionId }),
})

export async function insertTitle(
  ctx: Ctx,
  kind: TitleKind,
  title: { id: string; companyId: string; name: string; rank: number } & TitleFields,
): Promise<void> {
  const row = { tenant_id: ctx.tenant, company_id: title.companyId, [kinds[kind].key]: title.id, rank: title.rank, ...columns(kind, title) }
  // The keys are those of the kind's own table.
  await ctx.db
    .insertInto(kinds[kind].table)
    .values(row as never)
    .execute()
}

export async function updateTitle(ctx: Ctx, kind: TitleKind, id: string, fields: TitleFields): Promise<void> {
  await ctx.db
    .updateTable(kinds[kind].table)
    .set(columns(kind, fields) as never)
    .where('tenant_id', '=', ctx.tenant)
    .where(sql.ref(kinds[kind].key), '=', id)
    .execute()
}

/** Numbers the titles of a kind in this order. */
export async function rankTitles(ctx: Ctx, kind: TitleKind, ids: readonly string[]): Promise<void> {
  const { table, key } = kinds[kind]
  await sql`
    update ${sql.table(table)} t set rank = s.at - 1 from unnest(${ids}::uuid[]) with ordinality as s (id, at)
    where t.tenant_id = ${ctx.tenant} and ${sql.ref(`t.${key}`)} = s.id and t.rank <> s.at - 1`.execute(ctx.db)
}

/**
 * Whether a member, deleted ones until purge included, has a value in a custom field. Reads profiles until it finds one. The field is
 * locked first: profiles that are being written with it are waited for, and none is written until the transaction ends.
 */
export async function isFieldInUse(ctx: Ctx, companyId: string, fieldId: string): Promise<boolean> {
  await sql`select from members.custom_field where tenant_id = ${ctx.tenant} and field_id = ${fieldId} for update`.execute(ctx.db)
  const { rows } = await sql<{ used: boolean }>`
    select exists (select from members.member m where m.tenant_id = ${ctx.tenant} and m.company_id = ${companyId}
      and coalesce(m.custom ->> ${fieldId}::text, '') <> '') as used`.execute(ctx.db)
  return rows[0]?.used ?? false
}

/** Deletes one that nobody has. The foreign keys of members and affiliations hold it against a member who gets it meanwhile. */
export async function deleteTitleRow(ctx: Ctx, kind: TitleKind, id: string): Promise<void> {
  await ctx.db.deleteFrom(kinds[kind].table).where('tenant_id', '=', ctx.tenant).where(sql.ref(kinds[kind].key), '=', id).execute()
}
