import type { CustomRole, Permissions } from '@muster/contract'
import type { Ctx } from '../../platform/context.ts'

export type RoleFields = { name: string; permissions: Permissions; seesNames: boolean }

/** A company's custom roles by name, each with how many have it. */
export async function selectRoles(ctx: Ctx, companyId: string): Promise<CustomRole[]> {
  const rows = await ctx.db
    .selectFrom('company.role as r')
    .select(['r.role_id', 'r.name', 'r.permissions', 'r.sees_names'])
    .select((e) =>
      e
        .selectFrom('company.administrator as a')
        .select((c) => c.fn.countAll<number>().as('n'))
        .whereRef('a.tenant_id', '=', 'r.tenant_id')
        .whereRef('a.company_id', '=', 'r.company_id')
        .whereRef('a.role_id', '=', 'r.role_id')
        .as('administrators'),
    )
    .where('r.tenant_id', '=', ctx.tenant)
    .where('r.company_id', '=', companyId)
    .orderBy('r.name')
    .orderBy('r.role_id')
    .execute()
  return rows.map((r) => ({
    id: r.role_id,
    name: r.name,
    permissions: r.permissions as Permissions,
    seesNames: r.sees_names,
    administrators: r.administrators ?? 0,
  }))
}

export async function insertRole(ctx: Ctx, companyId: string, id: string, fields: RoleFields): Promise<void> {
  await ctx.db
    .insertInto('company.role')
    .values({ tenant_id: ctx.tenant, company_id: companyId, role_id: id, created_at: ctx.now, ...columns(fields) })
    .execute()
}

export async function updateRoleRow(ctx: Ctx, companyId: string, id: string, fields: RoleFields): Promise<void> {
  await ctx.db
    .updateTable('company.role')
    .set(columns(fields))
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('role_id', '=', id)
    .execute()
}

export async function deleteRoleRow(ctx: Ctx, companyId: string, id: string): Promise<void> {
  await ctx.db
    .deleteFrom('company.role')
    .where('tenant_id', '=', ctx.tenant)
    .where('company_id', '=', companyId)
    .where('role_id', '=', id)
    .execute()
}

const columns = (f: RoleFields) => ({ name: f.name, permissions: JSON.stringify(f.permissions), sees_names: f.seesNames })
