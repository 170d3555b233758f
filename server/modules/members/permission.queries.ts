import { sql, type RawBuilder } from 'kysely'
import type { ServicePermission, Surface } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'
import { administratorsClients } from './permission.rules.ts'

/**
 * What is permitted in a company is changed by one at a time, and meanwhile nobody signs in there: a sign-in either comes before and is
 * ended by the change, or after and obeys it.
 */
export async function lockPermissions(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('service permission ' || ${companyId}::text, 0))`.execute(ctx.db)
}

/** The other side of {@link lockPermissions}: sign-ins do not wait for each other. */
export async function sharePermissions(ctx: Ctx, companyId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtextextended('service permission ' || ${companyId}::text, 0))`.execute(ctx.db)
}

/** A company's service permissions by name, with whose they are. */
export async function selectPermissions(ctx: Ctx, companyId: string): Promise<ServicePermission[]> {
  const { rows } = await sql<ServicePermission>`
    select p.permission_id as id, p.name, p.surfaces, p.is_default as "isDefault",
      (select coalesce(jsonb_agg(jsonb_build_object('id', t.user_type_id, 'name', t.name) order by t.rank), '[]')
       from members.user_type t where t.tenant_id = p.tenant_id and t.permission_id = p.permission_id) as "userTypes",
      (select count(*)::integer from members.member m where m.tenant_id = p.tenant_id and m.permission_id = p.permission_id) as members
    from members.service_permission p
    where p.tenant_id = ${ctx.tenant} and p.company_id = ${companyId}
    order by p.name, p.permission_id`.execute(ctx.db)
  return rows
}

export type PermissionFields = { name: string; surfaces: Surface[] }

export async function insertPermission(ctx: Ctx, companyId: string, id: string, fields: PermissionFields): Promise<void> {
  await ctx.db
    .insertInto('members.service_permission')
    .values({ tenant_id: ctx.tenant, company_id: companyId, permission_id: id, ...fields })
    .execute()
}

export async function updatePermissionRow(ctx: Ctx, id: string, fields: PermissionFields): Promise<void> {
  await ctx.db
    .updateTable('members.service_permission')
    .set(fields)
    .where('tenant_id', '=', ctx.tenant)
    .where('permission_id', '=', id)
    .execute()
}

export async function deletePermissionRow(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.deleteFrom('members.service_permission').where('tenant_id', '=', ctx.tenant).where('permission_id', '=', id).execute()
}

/** Makes one the company's default; null: none. */
export async function updateDefault(ctx: Ctx, companyId: string, id: string | null): Promise<void> {
  const set = (isDefault: boolean) =>
    ctx.db
      .updateTable('members.service_permission')
      .set({ is_default: isDefault })
      .where('tenant_id', '=', ctx.tenant)
      .where('company_id', '=', companyId)
  await set(false).where('is_default', '=', true).execute()
  if (id !== null) await set(true).where('permission_id', '=', id).execute()
}

export async function updateMemberPermission(ctx: Ctx, memberId: string, permissionId: string | null): Promise<void> {
  await ctx.db
    .updateTable('members.member')
    .set({ permission_id: permissionId })
    .where('tenant_id', '=', ctx.tenant)
    .where('member_id', '=', memberId)
    .execute()
}

type Of = { companyId: string; permissionId: string | null; userTypeId: string | null }

/** What a member may use: by their own service permission, else the user type's, else the company's default, else everything. */
export async function findPermittedSurfaces(ctx: Ctx, of: Of): Promise<Surface[]> {
  const { rows } = await sql<{ surfaces: Surface[] }>`
    select members.permitted_surfaces(${ctx.tenant}, ${of.companyId}, ${of.permissionId}::uuid, ${of.userTypeId}::uuid) as surfaces`.execute(
    ctx.db,
  )
  return rows[0]?.surfaces ?? []
}

export type Permitted = { memberId: string; surfaces: Surface[]; appBlockedAt: Date | null }

/** What members may use by their service permissions, and whether their use of apps is blocked. */
export async function selectPermitted(ctx: Ctx, memberIds: readonly string[]): Promise<Permitted[]> {
  const { rows } = await sql<Permitted>`
    select m.member_id as "memberId", m.app_blocked_at as "appBlockedAt",
      members.permitted_surfaces(m.tenant_id, m.company_id, m.permission_id, m.user_type_id) as surfaces
    from members.member m where m.tenant_id = ${ctx.tenant} and m.member_id = any (${memberIds}::uuid[])`.execute(ctx.db)
  return rows
}

/**
 * The live connections on surfaces that are forbidden to their members now; of a company, or of one member. What is permitted is worked
 * out once per pair of own permission and user type, of which there are few, not once per connection.
 */
export function forbiddenConnections(ctx: Ctx, companyId: string, memberId: string | null): RawBuilder<string> {
  const none = '00000000-0000-0000-0000-000000000000'
  return sql<string>`(
    with live as materialized (
      select c.connection_id, c.surface, coalesce(m.permission_id, ${none}::uuid) as own, coalesce(m.user_type_id, ${none}::uuid) as user_type
      from members.member m
      join sessions.connection c on c.tenant_id = m.tenant_id and c.member_id = m.member_id and c.ended_at is null
      where m.tenant_id = ${ctx.tenant} and m.company_id = ${companyId} and c.client_id <> all (${administratorsClients}::text[])
        and (${memberId}::uuid is null or m.member_id = ${memberId}::uuid)
    ), allowed as materialized (
      select k.own, k.user_type,
        members.permitted_surfaces(${ctx.tenant}, ${companyId}, nullif(k.own, ${none}::uuid), nullif(k.user_type, ${none}::uuid)) as surfaces
      from (select distinct own, user_type from live) k
    )
    select live.connection_id from live join allowed using (own, user_type) where not live.surface = any (allowed.surfaces)
  )`
}
